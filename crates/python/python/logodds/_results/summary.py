"""Results as a table, for people: the command's words and digits."""

from __future__ import annotations

import html
import math
from itertools import groupby
from typing import Any

import numpy as np

from .._figures import JUDGED, bound, figures, p_value, ratio

#: A name, its cells (none for a heading), and a remark.
Row = tuple[str, list[str] | None, str]
#: Titles and rows.
Table = tuple[list[str], list[Row]]

#: Where a coefficient goes and where its odds ratio goes, if not to a number.
_TOWARDS = {"+inf": ("→ +∞", "→ ∞"), "-inf": ("→ −∞", "→ 0"), "either": ("no limit", "—"), "undecided": ("?", "?")}
_FIGURES = 6
#: Levels of a column, and rows of a table, that are printed if not all are asked for.
_LEVELS = 10
_ROWS = 200


class Summary:
    """The summary of results: ``print`` it, or let a notebook show it."""

    def __init__(self, results: Any, all_levels: bool = False) -> None:
        self._results = results
        self._all_levels = all_levels
        self._record = results._record

    def __str__(self) -> str:
        parts = ["\n".join(self._head())]
        parts += [_text(*table) for table in self._tables()]
        parts.append("\n".join(self._foot()))
        return "\n\n".join(parts)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head = "<br>".join(html.escape(line) for line in self._head())
        foot = "<br>".join(html.escape(line) for line in self._foot())
        tables = "".join(_html(*table) for table in self._tables())
        return f'<div class="logodds"><p>{head}</p>{tables}<p>{foot}</p></div>'

    def _whole(self, rows: list[Row]) -> list[Row]:
        """Rows, or the first of them and how many more there are."""
        if self._all_levels or len(rows) <= _ROWS:
            return rows
        return [*rows[:_ROWS], (_more(len(rows) - _ROWS), None, "")]

    def _printed(self) -> list[dict[str, Any] | int]:
        """Terms in their order, and how many more there are: of a column with many levels the ten of the largest |z|, of many columns 200."""
        lines: list[dict[str, Any] | int] = []
        for _, of_label in groupby(self._results._terms, key=lambda term: term["label"]):
            of_this: list[dict[str, Any] | int] = []
            for column, group in groupby(of_label, key=lambda term: term["column"]):
                terms = list(group)
                shown = terms if self._all_levels or column is None else _largest(terms, _LEVELS)
                of_this += shown
                of_this += [len(terms) - len(shown)] if len(shown) < len(terms) else []
            if self._all_levels or len(of_this) <= _ROWS:
                lines += of_this
            elif all(isinstance(line, dict) for line in of_this):
                lines += [*_largest(of_this, _ROWS), len(of_this) - _ROWS]
            else:  # levels stand under their columns
                rest = of_this[_ROWS:]
                lines += [*of_this[:_ROWS], sum(line if isinstance(line, int) else 1 for line in rest)]
        return lines

    def _head(self) -> list[str]:
        record = self._record
        data, schema = record["data"], record["schema"]
        rows = _count(data["rows"], "row")
        if data["dropped_missing"]:
            rows += f" read, {data['dropped_missing']} dropped for a missing cell, {data['rows_used']} used"
        columns = _count(len(schema["columns"]), "feature")
        terms = _count(len({term["term"] for term in self._results._terms}), "term")
        lines = [f"data     {rows}; {columns}, {terms}"]
        if self._results.formula:
            lines.insert(0, f"formula  {self._results.formula}")
        labels, counts = schema["labels"], data["class_rows"]
        shares = [100 * weight / data["weight"] if data["weight"] else math.nan for weight in data["class_weights"]]
        weighted = f" by weight {schema['weights']}" if schema["weights"] else ""
        if len(labels) == 2:
            lines.append(
                f"target   {schema['target']}: 1 = {labels[1]} ({counts[1]} of {data['rows_used']} rows, "
                f"{shares[1]:.1f}%{weighted}), 0 = {labels[0]}"
            )
        else:
            told = ", ".join(
                f"{label} ({count}, {share:.1f}%)" for label, count, share in list(zip(labels, counts, shares, strict=False))[:5]
            )
            more = f" and {len(labels) - 5} more" if len(labels) > 5 else ""
            lines.append(f"target   {schema['target']}: {len(labels)} labels{weighted}: {told}{more}")
        if schema["offset"]:
            lines.append(f"offset   {schema['offset']}")
        if record["base"] is not None:
            lines.append(f"log-odds of each label relative to {record['base']}, whose coefficients are 0")
        elif not record["has_odds"]:
            lines.append("scores of the labels: coefficients of a term sum to 0, differences are log-odds")
        return lines

    def _tables(self) -> list[Table]:
        tables = [self._coefficients()]
        confidence = (self._record["inference"] or {}).get("confidence", math.nan)
        if self._results._contrasts:
            rows: list[Row] = []
            for contrast in self._results._contrasts:
                known = not math.isnan(contrast["estimate"])
                note = "" if known else "not determined: a column is held at 0"
                rows.append((contrast["contrast"], _judged(contrast) if known else ["—"] * 7, note))
            tables.append((_titles("contrast", confidence), self._whole(rows)))
        tests = self._results._tests()
        if tests:
            rows = []
            for test in tests:
                cells = [figures(test["statistic"], JUDGED), str(test["df"]), p_value(test["p_value"])]
                rows.append((test["column"], cells if test["df"] else ["—"] * 3, "" if test["df"] else "held at 0"))
            tables.append((["likelihood ratio", "χ²", "df", "p"], self._whole(rows)))
        return tables

    def _coefficients(self) -> Table:
        record = self._record
        inference = record["inference"]
        columns = {column["name"]: column for column in record["schema"]["columns"]}
        known = any(not math.isnan(term["std_error"]) or not math.isnan(term["lower"]) for term in self._results._terms)
        titles = _titles("term", inference["confidence"]) if known and inference else ["term", "estimate", "odds ratio"]
        if not known and not record["has_odds"]:
            titles = titles[:2]
        rows: list[Row] = []
        label, under = None, None
        for term in self._printed():
            if isinstance(term, int):
                rows.append((f"{'  ' if label is not None else ''}  {_more(term)}", None, ""))
                continue
            if term["label"] != label:
                label, under = term["label"], None
                rows.append((label, None, ""))
            indent = "  " if label is not None else ""
            levels = (columns.get(term["column"]) or {}).get("levels") or []
            name = f"{indent}{term['term']}"
            if term["level"] is not None and len(levels) > 2:
                if under != term["column"]:
                    under = term["column"]
                    rows.append((f"{indent}{under} (base: {levels[0]})", None, ""))
                name = f"{indent}  {term['level']}"
            if term["note"] is not None:
                rows.append((name, ["—"] * (len(titles) - 1), f"held at 0: {term['note']}"))
            elif known:
                rows.append((name, self._towards(term, _judged(term), 4), ""))
            else:
                cells = [figures(term["estimate"], _FIGURES), ratio(term["estimate"])]
                rows.append((name, self._towards(term, cells, 1)[: len(titles) - 1], ""))
        return titles, rows

    def _towards(self, term: dict[str, Any], cells: list[str], odds: int) -> list[str]:
        """The cells of a coefficient, with where it goes if that is no number; ``odds`` is the place of the odds ratio."""
        if term["limit"] is not None and self._results.status == "limit":
            cells[0], cells[odds] = _TOWARDS[term["limit"]]
        return cells

    def _foot(self) -> list[str]:
        results, record = self._results, self._record
        inference, objective, fit = record["inference"], record["objective"], results.model.fit
        lines = []
        if inference is not None:
            profiled = inference["interval_kind"] == "profile"
            of = "penalised likelihood" if objective["penalty"] == "firth" else "likelihood"
            ends = f"by the profile of the {of}" if profiled else "intervals are of the odds ratio"
            how = {
                "model": "from the model (inverse information)",
                "sampling": "by the sandwich, for sampling weights (n / (n − 1))",
                "cluster": f"by the sandwich over {inference['clusters'] or 0} clusters",
                "penalized": "of the posterior under the penalty as a prior, no confidence intervals, so no z and no p",
                "bootstrap": "by the bootstrap: refits to rows drawn with replacement, percentiles; no z and no p",
            }.get(inference["covariance"], f"by the sandwich ({inference['covariance'].upper()})")
            if inference["withheld"]:
                lines.append(f"errors      {results.withheld}")
            else:
                lines.append(f"errors      {how}; {ends}, at {100 * inference['confidence']:g}%")
        loss = figures(fit["log_loss"], _FIGURES)
        if objective["penalty"] == "none":
            lines.append(f"objective   mean log loss {loss}, no penalty")
        elif objective["penalty"] == "firth":
            flic = ", the intercept corrected (FLIC)" if any(w["code"] == "flic" for w in results.warnings) else ""
            lines.append(f"objective   mean log loss {loss}, Firth's penalty (Jeffreys' prior){flic}")
        else:
            scaled = "standardised columns" if objective["standardize"] else "columns as given"
            lines.append(
                f"objective   {figures(fit['value'], _FIGURES)} = mean log loss {loss} + penalty "
                f"{figures(fit['value'] - fit['log_loss'], _FIGURES)} ({objective['penalty']}, "
                f"λ = {objective['lambda']:g}, on {scaled})"
            )
        has_intercept = any(term["column"] is None for term in results._terms)
        alone = "intercept alone" if has_intercept else "without coefficients"
        lines.append(
            f"likelihood  log-likelihood {figures(results.llf, _FIGURES)} ({alone} {figures(results.llnull, _FIGURES)}), "
            f"McFadden R² {figures(results.prsquared, 4)}"
        )
        if not math.isnan(results.llr_pvalue):
            than = "the intercept alone" if has_intercept else "no coefficients"
            lines.append(
                f"            likelihood ratio against {than}: χ² {figures(results.llr, JUDGED)}, df {int(results.df_model)}, "
                f"p {p_value(results.llr_pvalue)}"
            )
        criteria = f"; no AIC or BIC: {results.criteria_withheld}"
        if not math.isnan(results.aic):
            df = _count(int(record["statistics"]["df"]), "coefficient")
            criteria = f"; AIC {figures(results.aic, _FIGURES)}, BIC {figures(results.bic, _FIGURES)} ({df})"
        lines.append(
            f"deviance    {figures(results.deviance, _FIGURES)} "
            f"({alone} {figures(results.null_deviance, _FIGURES)}){criteria}"
        )
        certificate = fit["certificate"]
        if certificate["kind"] == "score":
            norm = figures(certificate["gradient_norm"], 2)
            lines.append(f"{fit['status']}: the modified score is {norm} standard errors from 0")
        elif results.status == "limit":
            lines.append(
                f"certified limit: F − inf F ≤ {bound(certificate['bound'])}, by {certificate['kind']}; the likelihood has no maximum"
            )
        elif results.converged:
            lines.append(f"certified optimum: F − F* ≤ {bound(certificate['bound'])}, by {certificate['kind']}")
        else:
            lines.append(
                f"not certified ({fit['status']}): the objective is at most {bound(certificate['bound'])} above its minimum, "
                f"by {certificate['kind']}"
            )
        # A pickle does not keep the time, which differs from run to run.
        took = f", {fit['seconds']:.3g} s" if fit["threads"] > 0 else ""
        lines.append(f"solver      {fit['solver']}, {_count(fit['iterations'], 'iteration')}{took}")
        lines += [f"warning     {warning['message']}" for warning in results.warnings]
        return lines


def _largest(terms: list[Any], most: int) -> list[Any]:
    """The terms of the largest |z| (without errors, of the largest coefficients), in their order; of equals the first. The intercept, and
    what a reader has to know, a coefficient without a number, come before all."""
    if len(terms) <= most:
        return terms

    def rank(k: int) -> float:
        term = terms[k]
        if term["column"] is None or term["note"] is not None or term["limit"] is not None:
            return -math.inf
        size = abs(term["statistic"] if judged else term["estimate"])
        return math.inf if math.isnan(size) else -float(np.float32(size))  # what differs by rounding alone is equal

    judged = any(not math.isnan(term["statistic"]) for term in terms)
    return [terms[k] for k in sorted(sorted(range(len(terms)), key=rank)[:most])]


def _more(count: int) -> str:
    return f"… {count} more, summary(all_levels=True)"


def _judged(row: dict[str, Any]) -> list[str]:
    return [
        figures(row["estimate"], _FIGURES),
        figures(row["std_error"], JUDGED),
        figures(row["statistic"], JUDGED),
        "—" if math.isnan(row["p_value"]) else p_value(row["p_value"]),
        ratio(row["estimate"]),
        ratio(row["lower"]),
        ratio(row["upper"]),
    ]


def _titles(what: str, confidence: float) -> list[str]:
    ends = [f"{end} {100 * confidence:g}%" for end in ("lower", "upper")]
    return [what, "estimate", "std error", "z", "p", "odds ratio", *ends]


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _text(titles: list[str], rows: list[Row]) -> str:
    """Columns of numbers aligned at the point, as the command does it."""
    names = min(max([len(titles[0]), 12, *(len(name) for name, cells, _ in rows if cells is not None)]), 40)
    columns = []
    for j in range(1, len(titles)):
        cells = [row[j - 1] for _, row, _ in rows if row is not None]
        before = max((len(cell.partition(".")[0]) for cell in cells), default=0)
        after = max((len(cell) - len(cell.partition(".")[0]) for cell in cells), default=0)
        columns.append((before, after, max(before + after, len(titles[j]))))
    line = titles[0].ljust(names) + "".join(
        " " * 3 + title.rjust(width) for title, (_, _, width) in zip(titles[1:], columns, strict=True)
    )
    out = [line.rstrip(), "─" * len(line)]
    for name, row, note in rows:
        if row is None:
            out.append(name)
            continue
        if len(name) > names:
            out.append(name)
            name = ""
        line = name.ljust(names)
        for cell, (before, after, width) in zip(row, columns, strict=True):
            whole = cell.partition(".")[0]
            aligned = whole.rjust(before) + cell[len(whole) :].ljust(after)
            line += " " * 3 + aligned.rjust(width)
        out.append(f"{line}   {note}".rstrip())
    return "\n".join(out)


def _html(titles: list[str], rows: list[Row]) -> str:
    def cell(text: str, tag: str, align: str) -> str:
        return f'<{tag} style="text-align:{align}">{html.escape(text)}</{tag}>'

    head = "".join(cell(title, "th", "right" if k else "left") for k, title in enumerate(titles))
    body = []
    for name, row, note in rows:
        indent = "&nbsp;" * (len(name) - len(name.lstrip()))
        first = f'<td style="text-align:left">{indent}{html.escape(name.strip())}</td>'
        if row is None:
            body.append(f'<tr><th colspan="{len(titles)}" style="text-align:left">{indent}{html.escape(name.strip())}</th></tr>')
        else:
            cells = "".join(cell(text, "td", "right") for text in row)
            body.append(f"<tr>{first}{cells}{cell(note, 'td', 'left') if note else ''}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
