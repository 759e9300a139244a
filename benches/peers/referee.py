"""The referee: the objective from anyone's coefficients, in f64, and the optimum.

    F(b, w) = mean of log(1 + exp(eta)) - y eta, eta = X w + b;  + lambda / 2 |w|²

Where lambda > 0, F - F* <= |gradient|² / (2 lambda) along w: the norm that the tables show proves F*.
"""
import numpy as np


class Referee:
    def __init__(self, x, y, lam):
        self.x, self.y, self.lam = x, y.astype(float), lam

    def value(self, b, w):
        eta = self.x @ w + b
        return float(np.mean(np.logaddexp(0.0, eta) - self.y * eta)) + self.lam / 2 * float(w @ w)

    def derivatives(self, b, w):
        """The gradient, the intercept first, and the weights of the rows in the Hessian."""
        n = len(self.y)
        mu = 1 / (1 + np.exp(-(self.x @ w + b)))
        r = (mu - self.y) / n
        return np.append(r.sum(), self.x.T @ r + self.lam * w), mu * (1 - mu) / n

    def refine(self, b, w, steps=4):
        """Newton from an already good point, for dense X -> (value, norm of the gradient)."""
        n, p = self.x.shape
        for _ in range(steps):
            g, d = self.derivatives(b, w)
            h = np.zeros((p + 1, p + 1))
            h[0, 0] = d.sum()
            h[0, 1:] = h[1:, 0] = self.x.T @ d
            for s in range(0, n, 100_000):
                block = self.x[s:s + 100_000]
                h[1:, 1:] += block.T @ (d[s:s + 100_000, None] * block)
            h[1:, 1:] += self.lam * np.eye(p)
            step = np.linalg.solve(h, g)
            b, w = b - step[0], w - step[1:]
        return self.value(b, w), float(np.linalg.norm(g))

    def std_errors(self, b, w):
        """Roots of the diagonal of the inverse information after a few steps of Newton, for dense X, the intercept first."""
        n, p = self.x.shape
        for last in (False, False, True):
            g, d = self.derivatives(b, w)
            h = np.zeros((p + 1, p + 1))
            for s in range(0, n, 100_000):
                block = np.column_stack([np.ones(min(100_000, n - s)), self.x[s:s + 100_000]])
                h += block.T @ (d[s:s + 100_000, None] * block)
            if last:
                return np.sqrt(np.diag(np.linalg.inv(h)) / n)
            step = np.linalg.solve(h, g)
            b, w = b - step[0], w - step[1:]

    def minimise(self, small=1e-9):
        """Newton by conjugate gradients from w = 0, for sparse X -> (value, norm of the gradient). No tool's own."""
        from scipy.sparse.linalg import LinearOperator, cg
        p = self.x.shape[1]
        squares = self.x.multiply(self.x).T.tocsr()
        mean = self.y.mean()
        b, w = float(np.log(mean / (1 - mean))), np.zeros(p)
        value = self.value(b, w)
        for _ in range(50):
            g, d = self.derivatives(b, w)
            norm = float(np.linalg.norm(g))
            if norm <= small:
                break

            def product(v):
                u = d * (self.x @ v[1:] + v[0])
                return np.append(u.sum(), self.x.T @ u + self.lam * v[1:])

            diagonal = np.append(d.sum(), squares @ d + self.lam)
            shape = (p + 1, p + 1)
            step, _ = cg(LinearOperator(shape, product), g, rtol=min(0.1, norm ** 0.5), maxiter=1_000,
                         M=LinearOperator(shape, lambda v: v / diagonal))
            t = 1.0
            while (new := self.value(b - t * step[0], w - t * step[1:])) > value * (1 + 1e-14) and t > 1e-3:
                t /= 2
            b, w, value = b - t * step[0], w - t * step[1:], new
        return value, norm


class ClassesReferee:
    """F(b, W) = mean of log(sum over k of exp(eta_k)) - eta_y, eta = X W' + b;  + lambda / 2 |W|²

    Any point proves a bound of its own: F - F* <= |gradient|² / (2 lambda) with the intercepts at their best.
    """
    def __init__(self, x, y, lam):
        self.x, self.y, self.lam = x.astype("f8"), y, lam

    def margins(self, b, w):
        eta = self.x @ np.asarray(w).T + np.asarray(b)
        return eta - eta.max(axis=1, keepdims=True)

    def value(self, b, w):
        eta = self.margins(b, w)
        losses = np.log(np.exp(eta).sum(axis=1)) - eta[np.arange(len(self.y)), self.y]
        return float(losses.mean()) + self.lam / 2 * float(np.sum(np.square(w)))

    def gradient_norm(self, b, w):
        p = np.exp(self.margins(b, w))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(self.y)), self.y] -= 1
        return float(np.sqrt(np.sum(p.mean(axis=0) ** 2) + np.sum((p.T @ self.x / len(self.y) + self.lam * np.asarray(w)) ** 2)))
