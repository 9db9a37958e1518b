"""Compares the factor kernels with pandas, numpy and bottleneck. Run by peers-compute.sh.

values:  every operator on data with gaps and ties, against the peer's result in our convention.
speed:   turns of peer and kernel over the same data into the same output again; processor time, medians and quartiles
         of the ratio.
fresh:   the same where every result is new memory.
streams: one row at a time, for windows of 20 to 2000 rows.
"""
import json, os, statistics, subprocess, sys, tempfile, time, warnings
import bottleneck as bn
import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
folder = tempfile.TemporaryDirectory(prefix="peers-compute-")
server = subprocess.Popen(["node", "dist/bench/micro/compute/peer-server.js"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def path_of(name):
    return os.path.join(folder.name, name)


def save(name, array):
    np.ascontiguousarray(array, dtype="f8").tofile(path_of(name))
    return (path_of(name), array.shape if array.ndim == 2 else (array.size, 1))


def ours(kernel, args, inputs, **options):
    rows, cols = inputs[0][1]
    request = dict(kernel=kernel, args=args, inputs=[path for path, _ in inputs], rows=rows, cols=cols, **options)
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    return float(server.stdout.readline())


def our_values(kernel, args, inputs):
    ours(kernel, args, inputs, write=path_of("out"))
    return np.fromfile(path_of("out")).reshape(inputs[0][1]).squeeze()


failures = 0


def same(title, kernel, args, inputs, expected, absolute=1e-9):
    global failures
    actual, expected = our_values(kernel, args, inputs), np.asarray(expected, dtype="f8")
    gaps = int((np.isnan(actual) != np.isnan(expected)).sum())
    both = ~np.isnan(actual) & ~np.isnan(expected)
    worst = float(np.max(np.abs(actual[both] - expected[both]), initial=0))
    agrees = gaps == 0 and worst <= absolute
    failures += not agrees
    print(f"{'ok  ' if agrees else 'DIFF'} {title:44} largest difference {worst:.1e}, gaps that differ {gaps}", flush=True)


def values():
    rng = np.random.default_rng(1)
    x = np.round(rng.normal(size=4000).cumsum() + 100, 2)
    y = np.round(x * 0.5 + rng.normal(size=4000), 2)
    x[rng.random(4000) < 0.1] = np.nan
    y[rng.random(4000) < 0.1] = np.nan
    X, Y, sx, sy = save("x", x), save("y", y), pd.Series(x), pd.Series(y)
    for window, least in [(20, 20), (20, 5), (100, 50)]:
        args, roll = {"window": window, "minCount": least}, sx.rolling(window, min_periods=least)
        at = f" {window}/{least}"
        for kernel, method in [("Sum", "sum"), ("Mean", "mean"), ("Var", "var"), ("Std", "std"), ("Skew", "skew"),
                               ("Kurt", "kurt"), ("Min", "min"), ("Max", "max"), ("Median", "median")]:
            same(f"rolling{kernel}{at} pandas", f"rolling{kernel}", args, [X], getattr(roll, method)(), 1e-7)
        same(f"rollingQuantile 0.3{at} pandas", "rollingQuantile", {**args, "quantile": 0.3}, [X], roll.quantile(0.3))
        same(f"rollingStd ddof 0{at} bottleneck", "rollingStd", {**args, "ddof": 0}, [X],
             bn.move_std(x, window, least), 1e-7)
        same(f"rollingZscore{at} pandas", "rollingZscore", args, [X], (sx - roll.mean()) / roll.std(), 1e-7)
        rank = roll.rank()
        same(f"tsRank{at} pandas", "tsRank", args, [X], rank)
        same(f"tsRank pct{at} pandas", "tsRank", {**args, "scale": "pct"}, [X], roll.rank(pct=True))
        count = roll.count().where(roll.count() >= least)
        scaled = ((rank - 1) / (count - 1) - 0.5) * 2
        print(f"     bottleneck move_rank is ((rank - 1) / (n - 1) - 0.5) * 2:"
              f" {np.nanmax(np.abs(scaled - bn.move_rank(x, window, least))):.1e} from ours{at}")
        nan = np.isnan
        same(f"rollingArgmax{at} numpy", "rollingArgmax", args, [X],
             roll.apply(lambda w: np.nanargmax(w) + 1, raw=True))
        same(f"rollingMad{at} numpy", "rollingMad", args, [X],
             roll.apply(lambda w: np.nanmean(np.abs(w - np.nanmean(w))), raw=True))
        same(f"rollingWma{at} numpy", "rollingWma", args, [X], roll.apply(
            lambda w: np.nansum(w * np.arange(1, w.size + 1)) / np.sum(np.arange(1, w.size + 1)[~nan(w)]), raw=True), 1e-9)
        fit = lambda w: np.polyfit(np.arange(w.size)[~nan(w)], w[~nan(w)], 1)
        same(f"rollingSlope{at} numpy polyfit", "rollingSlope", args, [X], roll.apply(lambda w: fit(w)[0], raw=True))
        same(f"rollingResidual{at} numpy polyfit", "rollingResidual", args, [X], roll.apply(
            lambda w: w[-1] - np.polyval(fit(w), w.size - 1), raw=True), 1e-8)
        same(f"rollingRsquare{at} numpy corrcoef", "rollingRsquare", args, [X], roll.apply(
            lambda w: np.corrcoef(np.arange(w.size)[~nan(w)], w[~nan(w)])[0, 1] ** 2, raw=True))
        both = sx.where(sy.notna()), sy.where(sx.notna())
        pair = both[0].rolling(window, min_periods=least)
        same(f"rollingCov{at} pandas", "rollingCov", args, [X, Y], pair.cov(both[1]), 1e-8)
        same(f"rollingCorr{at} pandas", "rollingCorr", args, [X, Y], pair.corr(both[1]))
        same(f"rollingBeta{at} pandas", "rollingBeta", args, [X, Y], pair.cov(both[1]) / pair.var())
    small = sx / 100
    same("rollingProduct 20/5 numpy", "rollingProduct", {"window": 20, "minCount": 5}, [save("small", small.values)],
         small.rolling(20, min_periods=5).apply(np.nanprod, raw=True))
    weights = np.arange(1, 11) / 55
    same("decayLinear 10 numpy", "decayLinear", {"window": 10}, [X], sx.rolling(10).apply(lambda w: w @ weights, raw=True))
    for periods in (0, 1, 5):
        same(f"delay {periods} pandas shift", "delay", {"periods": periods}, [X], sx.shift(periods))
        same(f"delta {periods} pandas diff", "delta", {"periods": periods}, [X], sx.diff(periods))
        same(f"ret {periods} pandas", "ret", {"periods": periods}, [X], sx / sx.shift(periods) - 1)
        same(f"logRet {periods} numpy", "logRet", {"periods": periods}, [X], np.log(sx / sx.shift(periods)))
    for adjust in (True, False):
        for ignore in (True, False):
            same(f"ewma span 9 adjust {adjust} ignore {ignore} pandas", "ewma",
                 {"span": 9, "adjust": adjust, "ignoreMissing": ignore, "minCount": 3}, [X],
                 sx.ewm(span=9, adjust=adjust, ignore_na=ignore, min_periods=3).mean())
    same("sma 9 2 pandas", "sma", {"rows": 9, "weight": 2}, [X], sx.ewm(alpha=2 / 9, adjust=False).mean())
    panel = np.round(rng.normal(size=(200, 97)), 1)
    panel[rng.random(panel.shape) < 0.1] = np.nan
    P, frame = save("panel", panel), pd.DataFrame(panel)
    for method in ("average", "min", "max", "dense", "first"):
        for scale, pct in (("rank", False), ("pct", True)):
            same(f"csRank {method} {scale} pandas", "csRank", {"method": method.replace("first", "ordinal"), "scale": scale},
                 [P], frame.rank(axis=1, method=method, pct=pct))
    centred = frame.sub(frame.mean(axis=1), axis=0)
    same("csDemean pandas", "csDemean", {}, [P], centred)
    same("csZscore pandas", "csZscore", {}, [P], centred.div(frame.std(axis=1), axis=0))
    same("csScale pandas", "csScale", {}, [P], frame.div(frame.abs().sum(axis=1), axis=0))
    low, high = np.nanpercentile(panel, [5, 95], axis=1)
    same("csWinsorize quantile numpy", "csWinsorize", {"method": "quantile", "limit": 0.05}, [P],
         frame.clip(low, high, axis=0))
    groups = rng.integers(0, 11, size=97)
    G = save("groups", np.broadcast_to(groups.astype("f8"), panel.shape))
    means = frame.T.groupby(groups).transform("mean").T
    same("csGroupDemean pandas", "csGroupDemean", {"groups": 11}, [P, G], frame - means)
    A, B = save("a", panel), save("b", panel.T.reshape(panel.shape))
    a, b = panel, panel.T.reshape(panel.shape)
    either = np.isnan(a + b)  # numpy has power(nan, 0) = power(1, nan) = 1
    for kernel, expected in [("add", a + b), ("multiply", a * b), ("divide", a / b),
                             ("pairwiseMin", np.minimum(a, b)), ("pairwiseMax", np.maximum(a, b)),
                             ("power", np.where(either, np.nan, np.power(a, b))),
                             ("signedPower", np.where(either, np.nan, np.sign(a) * np.power(np.abs(a), b)))]:
        finite = np.isfinite(expected) | np.isnan(expected)
        actual = our_values(kernel, {}, [A, B])
        same_infinities = np.array_equal(actual[~finite], expected[~finite])
        worst = np.nanmax(np.abs(actual[finite] - expected[finite]) / np.maximum(1, np.abs(expected[finite])))
        gaps = int((np.isnan(actual) != np.isnan(expected)).sum())
        global failures
        agrees = same_infinities and worst <= 1e-14 and gaps == 0
        failures += not agrees
        print(f"{'ok  ' if agrees else 'DIFF'} {kernel + ' numpy':44} largest difference {worst:.1e}, gaps that differ {gaps}")


def row_of(title, peer, kernel, args, inputs, rounds, fresh=False):
    peer()
    for _ in range(2):
        ours(kernel, args, inputs, fresh=fresh)
    theirs, own = [], []
    for _ in range(rounds):
        begin = time.process_time()
        peer()
        theirs.append(time.process_time() - begin)
        own.append(ours(kernel, args, inputs, fresh=fresh))
    ratios = sorted(a / b for a, b in zip(theirs, own))
    quarter = len(ratios) // 4
    print(f"| {title:44} | {1e3 * statistics.median(theirs):7.1f} | {1e3 * statistics.median(own):7.2f} |"
          f" {statistics.median(ratios):5.1f}x ({ratios[quarter]:.1f} to {ratios[-1 - quarter]:.1f}) |", flush=True)


def speed():
    rng = np.random.default_rng(2)
    x, y = (rng.normal(size=10_000_000).cumsum() + 1000 for _ in range(2))
    X, Y = save("long", x), save("long2", y)
    print("| operator, peer | peer ms | ours ms | ratio |\n| --- | --- | --- | --- |")
    for window in (20, 100):
        args, at = {"window": window}, f", 10 M, window {window}, bottleneck"
        row_of("mean" + at, lambda: bn.move_mean(x, window), "rollingMean", args, [X], 9)
        row_of("std" + at, lambda: bn.move_std(x, window, ddof=1), "rollingStd", args, [X], 9)
        row_of("min" + at, lambda: bn.move_min(x, window), "rollingMin", args, [X], 5)
        row_of("max" + at, lambda: bn.move_max(x, window), "rollingMax", args, [X], 5)
        row_of("rank" + at, lambda: bn.move_rank(x, window), "tsRank", args, [X], 3)
        row_of("median" + at, lambda: bn.move_median(x, window), "rollingMedian", args, [X], 3)
        roll, other = pd.Series(x).rolling(window), pd.Series(y)
        row_of(f"corr, 10 M, window {window}, pandas", lambda: roll.corr(other), "rollingCorr", args, [X, Y], 3)
    panel = rng.normal(size=(1259, 470)).cumsum(axis=0) + 100
    P, frame = save("wide", panel), pd.DataFrame(panel)
    for window in (20, 100):
        args, at = {"window": window}, f", 1,259 x 470, window {window}, bottleneck"
        row_of("mean" + at, lambda: bn.move_mean(panel, window, axis=0), "rollingMean", args, [P], 25)
        row_of("std" + at, lambda: bn.move_std(panel, window, axis=0, ddof=1), "rollingStd", args, [P], 25)
    at = ", 1,259 x 470"
    row_of("csRank" + at + ", pandas", lambda: frame.rank(axis=1), "csRank", {}, [P], 9)
    row_of("csRank" + at + ", bottleneck", lambda: bn.nanrankdata(panel, axis=1), "csRank", {}, [P], 9)

    def zscore():
        return (panel - panel.mean(axis=1, keepdims=True)) / panel.std(axis=1, ddof=1, keepdims=True)

    row_of("csZscore" + at + ", numpy", zscore, "csZscore", {}, [P], 25)
    row_of("ewma" + at + ", pandas", lambda: frame.ewm(span=20).mean(), "ewma", {"span": 20}, [P], 9)


def fresh():
    x = np.random.default_rng(2).normal(size=10_000_000).cumsum() + 1000
    X = save("fresh", x)
    print("| operator, peer, new memory for every result | peer ms | ours ms | ratio |\n| --- | --- | --- | --- |")
    for window in (20, 100):
        args, at = {"window": window}, f", 10 M, window {window}, bottleneck"
        row_of("mean" + at, lambda: bn.move_mean(x, window), "rollingMean", args, [X], 9, True)
        row_of("std" + at, lambda: bn.move_std(x, window, ddof=1), "rollingStd", args, [X], 9, True)


def streams():
    rows, cols = 4000, 470
    P = save("rows", np.random.default_rng(3).normal(size=(rows, cols)))
    windows = (20, 100, 500, 2000)
    print("| operator, us per row of 470 | " + " | ".join(f"window {w}" for w in windows) + " |")
    print("| --- |" + " --- |" * len(windows))
    for kernel in ("rollingMean", "rollingStd", "rollingKurt", "rollingMin", "rollingCorr", "rollingSlope", "rollingWma",
                   "rollingProduct", "decayLinear", "delay", "tsRank", "rollingMad", "rollingMedian"):
        cells = []
        for window in windows:
            args = {"periods": window} if kernel == "delay" else {"window": window}
            inputs = [P, P] if kernel == "rollingCorr" else [P]
            times = [ours(kernel, args, inputs, stream=1) for _ in range(3)]
            cells.append(f"{1e6 * min(times) / rows:.1f}")
        print(f"| {kernel} | " + " | ".join(cells) + " |", flush=True)


for part in sys.argv[1:] or ["values", "speed", "fresh", "streams"]:
    {"values": values, "speed": speed, "fresh": fresh, "streams": streams}[part]()
server.stdin.close()
server.wait()
folder.cleanup()
sys.exit(1 if failures else 0)
