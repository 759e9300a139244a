"""A process in which the other tools fit, so that a fit that takes too long can be stopped.

Solvers written in C give Python no turn to stop them, and a forked process hangs in OpenMP: so a fresh process,
which reads the data by itself. The clock runs there, around the fit alone.
"""
import multiprocessing
import warnings

import clock
import peers


class TooSlow(Exception):
    """The limit was reached."""


def serve(pipe, problem, tools):
    warnings.filterwarnings("ignore")
    fits = peers.fitters(*problem.load(), problem.lam, tools)
    pipe.send("ready")
    while True:
        name, tol = pipe.recv()
        try:
            seconds, extra, (b, w, iterations, *own) = clock.measured(lambda: fits[name](tol))
            pipe.send((own[0] if own else seconds, extra, (b, w, iterations)))
        except Exception as e:                                   # a peer that fails is a result too
            pipe.send(f"{type(e).__name__}: {str(e)[:120]}")


class Worker:
    def __init__(self, problem, tools, limit):
        self.problem, self.tools, self.limit, self.process = problem, tools, limit, None

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, self.problem, self.tools), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.recv()

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.join()
            self.process = None

    def fit(self, name, tol):
        """-> (seconds, bytes, (intercept, coefficients, iterations))"""
        if not self.process:
            self.start()
        self.pipe.send((name, tol))
        if not self.pipe.poll(self.limit):
            self.stop()
            raise TooSlow(f"more than {self.limit} s at tol {tol:g}")
        try:
            got = self.pipe.recv()
        except EOFError:
            self.stop()
            raise RuntimeError("the process died; memory?") from None
        if isinstance(got, str):
            raise RuntimeError(got)
        return got
