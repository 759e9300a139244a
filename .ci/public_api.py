"""The public API of a crate, from rustdoc's JSON: one line an item, with its signature, sorted.

    public_api.py CRATE.json > CRATE.txt

An item stands under the shortest path that leads to it; what other paths lead to it are lines `use`. What a crate hands on from another one is a
line `use`, too: its signature stands in the other's list. Listed of implementations are those written or derived in the crate; not those that
the compiler or a blanket implementation adds (`Send`, `Any`, `Into`), nor private items. Types of the standard library are named without a path,
those of other crates with their crate.
"""

import json
import sys

STANDARD = {"std", "core", "alloc"}
# The format is unstable: another one may say the same in other words.
JSON_FORMAT = 57


class Listing:
    def __init__(self, document):
        if document["format_version"] != JSON_FORMAT:
            sys.exit(f"rustdoc writes JSON of format {document['format_version']}; this script was written for {JSON_FORMAT} (Rust 1.95)")
        self.index, self.paths, self.crates = document["index"], document["paths"], document["external_crates"]
        self.root = self.item(document["root"])
        self.lines, self.home = set(), {}
        self.walk()

    def item(self, id_):
        return self.index.get(str(id_))

    # Where everything is: breadth first, so that the shortest path is the first.
    def walk(self):
        queue, uses, visited = [(self.root, self.root["name"])], [], set()
        while queue:
            module, path = queue.pop(0)
            if (module["id"], path) in visited:
                continue
            visited.add((module["id"], path))
            for id_ in module["inner"]["module"]["items"]:
                child = self.item(id_)
                if child is None or child["visibility"] != "public":
                    continue
                kind, inner = next(iter(child["inner"].items()))
                name = child["name"]
                if kind == "use":
                    target = self.item(inner["id"]) if inner["id"] is not None else None
                    if inner["is_glob"] and target is not None and "module" in target["inner"]:
                        queue.append((target, path))
                        continue
                    if inner["is_glob"] or target is None:
                        source = self.elsewhere(inner["id"]) or inner["source"]
                        self.lines.add(f"use {path}::{'*' if inner['is_glob'] else inner['name']} = {source}")
                        continue
                    child, name, kind = target, inner["name"], next(iter(target["inner"]))
                if kind == "module":
                    queue.append((child, f"{path}::{name}"))
                    self.lines.add(f"mod {path}::{name}")
                elif child["id"] in self.home:
                    if self.home[child["id"]] != f"{path}::{name}":
                        uses.append((f"{path}::{name}", child["id"]))
                else:
                    self.home[child["id"]] = f"{path}::{name}"
        for path, id_ in uses:
            self.lines.add(f"use {path} = {self.home[id_]}")
        for id_, path in self.home.items():
            self.tell(self.item(id_), path)

    # An item of another crate: its crate and its name.
    def elsewhere(self, id_):
        known = self.paths.get(str(id_))
        return f"{known['path'][0]}::{known['path'][-1]}" if known else None

    def name_of(self, id_, written):
        if id_ in self.home:
            return self.home[id_].split("::", 1)[1]
        known = self.paths.get(str(id_))
        if known is None or known["path"][0] in STANDARD:
            return written.split("::")[-1]
        return known["path"][-1] if known["crate_id"] == 0 else f"{known['path'][0]}::{known['path'][-1]}"

    # Items.
    def tell(self, item, path):
        kind, inner = next(iter(item["inner"].items()))
        marks = "".join("#[non_exhaustive] " for a in item["attrs"] if a == "non_exhaustive" or "NonExhaustive" in str(a))
        add = lambda line: self.lines.add(f"{marks}{line}")
        if kind == "function":
            add(self.function(inner, path))
        elif kind == "constant":
            add(f"const {path}: {self.type(inner['type'])}")
        elif kind == "static":
            add(f"static {path}: {self.type(inner['type'])}")
        elif kind == "type_alias":
            add(f"type {path}{self.generics(inner['generics'])} = {self.type(inner['type'])}")
        elif kind in ("macro", "proc_macro"):
            add(f"macro {path}!")
        elif kind in ("struct", "union"):
            shape, hidden = inner["kind"], ""
            if isinstance(shape, dict) and "plain" in shape:
                self.fields(shape["plain"]["fields"], path)
                hidden = " { .. }" if shape["plain"]["has_stripped_fields"] else ""
            elif isinstance(shape, dict) and "tuple" in shape:
                hidden = self.tuple(shape["tuple"])
            add(f"{kind} {path}{self.generics(inner['generics'])}{hidden}")
            self.implementations(inner["impls"], path)
        elif kind == "enum":
            add(f"enum {path}{self.generics(inner['generics'])}")
            for id_ in inner["variants"]:
                variant = self.item(id_)
                shape = variant["inner"]["variant"]["kind"]
                under = f"{path}::{variant['name']}"
                if shape == "plain":
                    self.lines.add(f"variant {under}")
                elif "tuple" in shape:
                    self.lines.add(f"variant {under}{self.tuple(shape['tuple'])}")
                else:
                    self.lines.add(f"variant {under} {{ {self.inside(shape['struct']['fields'])} }}")
            self.implementations(inner["impls"], path)
        elif kind in ("trait", "trait_alias"):
            bounds = self.bounds(inner["bounds"])
            add(f"trait {path}{self.generics(inner['generics'])}{': ' + bounds if bounds else ''}")
            for id_ in inner.get("items", []):
                self.member(self.item(id_), path, provided=True)

    def fields(self, ids, path):
        for id_ in ids:
            field = self.item(id_)
            if field is not None and field["visibility"] == "public":
                self.lines.add(f"field {path}::{field['name']}: {self.type(field['inner']['struct_field'])}")

    def inside(self, ids):
        fields = [self.item(id_) for id_ in ids]
        return ", ".join(f"{f['name']}: {self.type(f['inner']['struct_field'])}" for f in fields if f)

    def tuple(self, ids):
        fields = [self.item(id_) if id_ is not None else None for id_ in ids]
        return "(" + ", ".join("_" if f is None else self.type(f["inner"]["struct_field"]) for f in fields) + ")"

    def implementations(self, ids, path):
        for id_ in ids:
            item = self.item(id_)
            if item is None:
                continue
            impl = item["inner"]["impl"]
            if impl["is_synthetic"] or impl["blanket_impl"] is not None:
                continue
            if impl["trait"] is None:
                for member in impl["items"]:
                    self.member(self.item(member), path, generics=impl["generics"])
            else:
                trait = self.path(impl["trait"])
                if not trait.startswith("Structural"):
                    head = "impl" + self.parameters(impl["generics"])
                    self.lines.add(f"{head} {trait} for {self.type(impl['for'])}{self.where(impl['generics'])}")

    def member(self, item, path, provided=False, generics=None):
        if item is None or item["visibility"] == "crate" or isinstance(item["visibility"], dict):
            return
        kind, inner = next(iter(item["inner"].items()))
        under = f"{path}::{item['name']}"
        if kind == "function":
            line = self.function(inner, under) + (self.where(generics) if generics else "")
            self.lines.add(line + (" { .. }" if provided and inner["has_body"] else ""))
        elif kind == "assoc_const":
            self.lines.add(f"const {under}: {self.type(inner['type'])}")
        elif kind == "assoc_type":
            bounds = self.bounds(inner["bounds"])
            self.lines.add(f"type {under}{': ' + bounds if bounds else ''}")

    def function(self, inner, path):
        header, sig = inner["header"], inner["sig"]
        words = "".join(f"{w} " for w in ("const", "async", "unsafe") if header[f"is_{w}"])
        inputs = ", ".join(self.argument(name, type_) for name, type_ in sig["inputs"])
        output = f" -> {self.type(sig['output'])}" if sig["output"] is not None else ""
        return f"{words}fn {path}{self.parameters(inner['generics'])}({inputs}){output}{self.where(inner['generics'])}"

    def argument(self, name, type_):
        if name == "self":
            if type_ == {"generic": "Self"}:
                return "self"
            if "borrowed_ref" in type_ and type_["borrowed_ref"]["type"] == {"generic": "Self"}:
                return self.reference(type_["borrowed_ref"]) + "self"
        return f"{name}: {self.type(type_)}"

    # Types.
    def reference(self, inner):
        lifetime = f"{inner['lifetime']} " if inner["lifetime"] else ""
        return f"&{lifetime}{'mut ' if inner['is_mutable'] else ''}"

    def type(self, type_):
        kind, inner = next(iter(type_.items()))
        if kind == "resolved_path":
            return self.path(inner)
        if kind in ("generic", "primitive"):
            return inner
        if kind == "borrowed_ref":
            return self.reference(inner) + self.type(inner["type"])
        if kind == "raw_pointer":
            return f"*{'mut' if inner['is_mutable'] else 'const'} {self.type(inner['type'])}"
        if kind == "slice":
            return f"[{self.type(inner)}]"
        if kind == "array":
            return f"[{self.type(inner['type'])}; {inner['len']}]"
        if kind == "tuple":
            return "(" + ", ".join(self.type(t) for t in inner) + ("," if len(inner) == 1 else "") + ")"
        if kind == "impl_trait":
            return f"impl {self.bounds(inner)}"
        if kind == "dyn_trait":
            parts = [self.binder(t["generic_params"]) + self.path(t["trait"]) for t in inner["traits"]]
            return "dyn " + " + ".join(parts + ([inner["lifetime"]] if inner["lifetime"] else []))
        if kind == "function_pointer":
            inputs = ", ".join(self.type(t) for _, t in inner["sig"]["inputs"])
            output = inner["sig"]["output"]
            return f"{self.binder(inner['generic_params'])}fn({inputs})" + (f" -> {self.type(output)}" if output else "")
        if kind == "qualified_path":
            own = self.type(inner["self_type"])
            trait = inner["trait"]
            return f"<{own} as {self.path(trait)}>::{inner['name']}" if trait and trait["path"] else f"{own}::{inner['name']}"
        if kind == "infer":
            return "_"
        raise ValueError(f"a type of kind {kind}")

    def path(self, inner):
        return self.name_of(inner["id"], inner.get("path") or inner.get("name")) + self.arguments(inner["args"])

    def arguments(self, args):
        if not args:
            return ""
        if "parenthesized" in args:
            inputs, output = args["parenthesized"]["inputs"], args["parenthesized"]["output"]
            return "(" + ", ".join(map(self.type, inputs)) + ")" + (f" -> {self.type(output)}" if output else "")
        inner = args["angle_bracketed"]
        parts = []
        for argument in inner["args"]:
            if argument == "infer":
                parts.append("_")
            elif "lifetime" in argument:
                parts.append(argument["lifetime"])
            elif "type" in argument:
                parts.append(self.type(argument["type"]))
            else:
                parts.append(argument["const"]["expr"])
        for c in inner["constraints"]:
            if "equality" in c["binding"]:
                term = c["binding"]["equality"]
                parts.append(f"{c['name']} = {self.type(term['type']) if 'type' in term else term['constant']['expr']}")
            else:
                parts.append(f"{c['name']}: {self.bounds(c['binding']['constraint'])}")
        return f"<{', '.join(parts)}>" if parts else ""

    # Generics.
    def binder(self, params):
        names = [p["name"] for p in params]
        return f"for<{', '.join(names)}> " if names else ""

    def bounds(self, bounds):
        parts = []
        for bound in bounds:
            if "trait_bound" in bound:
                inner = bound["trait_bound"]
                mark = {"none": "", "maybe": "?", "maybe_const": "~const "}[inner["modifier"]]
                parts.append(mark + self.binder(inner["generic_params"]) + self.path(inner["trait"]))
            elif "outlives" in bound:
                parts.append(bound["outlives"])
            elif "use" in bound:
                parts.append("use<" + ", ".join(next(iter(p.values())) if isinstance(p, dict) else p for p in bound["use"]) + ">")
        return " + ".join(parts)

    def parameters(self, generics):
        parts = []
        for param in generics["params"]:
            kind, inner = next(iter(param["kind"].items()))
            if kind == "lifetime":
                outlives = " + ".join(inner["outlives"])
                parts.append(param["name"] + (f": {outlives}" if outlives else ""))
            elif kind == "type" and not inner["is_synthetic"]:
                bounds = self.bounds(inner["bounds"])
                default = f" = {self.type(inner['default'])}" if inner["default"] else ""
                parts.append(param["name"] + (f": {bounds}" if bounds else "") + default)
            elif kind == "const":
                parts.append(f"const {param['name']}: {self.type(inner['type'])}")
        return f"<{', '.join(parts)}>" if parts else ""

    def where(self, generics):
        parts = []
        for predicate in generics["where_predicates"]:
            kind, inner = next(iter(predicate.items()))
            if kind == "bound_predicate":
                parts.append(self.binder(inner["generic_params"]) + f"{self.type(inner['type'])}: {self.bounds(inner['bounds'])}")
            elif kind == "lifetime_predicate":
                parts.append(f"{inner['lifetime']}: {' + '.join(inner['outlives'])}")
        return f" where {', '.join(parts)}" if parts else ""

    def generics(self, generics):
        return self.parameters(generics) + self.where(generics)


def rank(line):
    """By path, an item before what belongs to it; implementations by their type."""
    if " for " in line and "impl" in line.split(" for ")[0]:
        return ("~", line.split(" for ", 1)[1], line)
    words = line.replace("#[non_exhaustive] ", "").split(" ")
    path = next((w for w in words if "::" in w), line)
    return ("", path.split("(")[0].split("<")[0].rstrip(":"), line)


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print("\n".join(sorted(Listing(json.load(file)).lines, key=rank)))
