"""sigmoid, log1pexp, log_sigmoid, logit at exact float64 arguments -> special.json.   python3 tests/golden/special.py

mpmath with enough digits that nothing cancels, printed to 40; values below 1e-400 in magnitude are written 0
(their nearest float64). `bits` is the argument's IEEE 754 pattern, `x` its shortest decimal, `nearest` the
shortest decimal of the float64 nearest to the value (an overflowing one does not occur).
"""
import json
import math
import os
import random
import struct

from mpmath import mp, mpf

DIGITS = 40
mp.dps = 420        # 1 - exp(-746) and the like keep more than 40 digits after cancellation

EDGES = [0.0, 5e-324, 2.2250738585072014e-308, 1e-300, 1e-17, 2.0**-54, 2.0**-53, 2.0**-52, 1e-8, 1e-3, 0.1, 0.5,
         math.log(2), 1.0, 2.0, 5.0, 10.0, 17.5, 18.0, 20.0, 33.3, 36.0, 36.04365338911715, 36.7, 36.7368005696771, 37.0, 37.42994775023705,
         40.0, 88.7, 100.0, 300.0, 500.0, 700.0, 708.0, 708.3964185322641, 709.0, 709.7, 709.782712893384, 710.0, 744.0,
         744.4400719213812, 745.0, 745.1332191019411, 746.0, 1e3, 1e4, 1e8, 1e100, 1e300, 1.7976931348623157e308]


def neighbours(x):
    return [math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)]


def real_points():
    rng = random.Random(1)
    points = {}
    for e in EDGES:
        for s in (-1.0, 1.0):
            around = neighbours(s * e) if e in (18.0, 33.3, 36.7, 37.0, 709.782712893384, 745.1332191019411) else [s * e]
            for v in around:
                points[struct.pack(">d", v)] = v
    for _ in range(50):
        v = rng.uniform(-40, 40)
        points[struct.pack(">d", v)] = v
    for _ in range(30):
        v = rng.choice((-1, 1)) * 10 ** rng.uniform(-18, 3)
        points[struct.pack(">d", v)] = v
    return sorted(points.values(), key=lambda v: (v, math.copysign(1, v)))


def unit_points():
    rng = random.Random(2)
    points = {5e-324, 2.2250738585072014e-308, 1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-17, 0.25, 0.75, 0.5, 1 / 3, 2 / 3,
              0.1, 0.9, 0.3, 0.7, 0.499, 0.501}
    points |= set(neighbours(0.5)) | {0.5 + 1e-12, 0.5 - 1e-12, 0.5 + 1e-8, 0.5 - 1e-8}
    for k in list(range(1, 54)):
        points |= {2.0**-k, 1 - 2.0**-k}
    for _ in range(60):
        points.add(rng.uniform(0, 1))
        points.add(10 ** rng.uniform(-30, 0))
    return sorted(p for p in points if 0 < p < 1)


def log1pexp(x):
    # max(x, 0) + log1p(exp(-|x|)); mpmath's log1p keeps relative accuracy for tiny arguments
    return max(x, mpf(0)) + mp.log1p(mp.exp(-abs(x)))


FUNCTIONS = {
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)) if x >= 0 else mp.exp(x) / (1 + mp.exp(x)), real_points),
    "log1pexp": (log1pexp, real_points),
    "log_sigmoid": (lambda x: -log1pexp(-x), real_points),
    "logit": (lambda p: mp.log(p) - mp.log1p(-p), unit_points),
}


def written(v):
    return "0" if abs(v) < mpf(10) ** -400 else mp.nstr(v, DIGITS, strip_zeros=True, min_fixed=-5, max_fixed=25)


def main():
    out = {}
    for name, (function, points) in FUNCTIONS.items():
        out[name] = []
        for x in points():
            # arguments beyond 1e5 never need exp: it is below 1e-400, and mpmath would build a huge exponent
            if name != "logit" and abs(x) > 1e5:
                v = {"sigmoid": mpf(x > 0), "log1pexp": mpf(max(x, 0.0)), "log_sigmoid": mpf(min(x, 0.0))}[name]
            else:
                v = function(mpf(x))
            text = written(v)
            out[name].append({"x": repr(x), "bits": struct.pack(">d", x).hex(), "value": text, "nearest": repr(float(text))})
        print(name, len(out[name]))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "special.json"), "w") as f:
        f.write("{\n")
        for i, (name, rows) in enumerate(out.items()):
            f.write(f' "{name}": [\n  ' + ",\n  ".join(json.dumps(r) for r in rows) + "\n ]" + (",\n" if i < 3 else "\n"))
        f.write("}\n")


if __name__ == "__main__":
    main()
