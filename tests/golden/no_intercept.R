# R's glm without an intercept -> no_intercept_r.json.   Run from the repository root: Rscript tests/golden/no_intercept.R
# Data of tests/golden/inference (columns of numbers; weight_ are prior weights, cluster_ is left out). `paired`: differences
# within pairs, whose labels are all 1; the same maximum as survival::clogit's. `offset`: with an offset of 0.3 * (first column - its mean).
suppressMessages({library(sandwich); library(brglm2); library(survival); library(jsonlite)})
control <- glm.control(epsilon = 1e-15, maxit = 200)

describe <- function(name, x, y, w, o, firth = FALSE) {
  d <- data.frame(y = y, x)
  m <- suppressWarnings(glm(y ~ 0 + ., data = d, family = binomial, weights = w, offset = o, control = control))
  # One more step, so that the weights are those of the last coefficients.
  X <- as.matrix(x); p <- plogis(drop(X %*% coef(m)) + o)
  information <- crossprod(X, X * (w * p * (1 - p)))
  m$coefficients <- coef(m) + drop(solve(information, crossprod(X, w * (y - p))))
  p <- plogis(drop(X %*% coef(m)) + o)
  V <- solve(crossprod(X, X * (w * p * (1 - p))))
  se <- sqrt(diag(V))
  h <- w * p * (1 - p) * rowSums((X %*% V) * X)
  s <- w * (p - y)
  hc <- function(a) sqrt(diag(V %*% crossprod(X * a) %*% V))
  ll <- sum(w * ifelse(y == 1, plogis(drop(X %*% coef(m)) + o, log.p = TRUE), plogis(-drop(X %*% coef(m)) - o, log.p = TRUE)))
  n <- sum(w > 0); k <- ncol(X)
  # Of weights that are no counts, R sums rounded numbers of successes.
  stopifnot(any(w != 1) || abs(ll - as.numeric(logLik(m))) < 1e-8 * abs(ll), m$df.null == n, attr(logLik(m), "df") == k)
  if (all(w == 1)) stopifnot(max(abs(sqrt(diag(vcovHC(m, "HC3"))) / hc(s / (1 - h)) - 1)) < 1e-5)
  r <- sqrt(w) * (y - p) / sqrt(p * (1 - p))
  out <- list(name = name, x = lapply(seq_len(ncol(X)), function(j) X[, j]), y = y, weights = w, offset = o,
    coefficients = unname(coef(m)), std_errors = unname(se), log_likelihood = ll,
    null_log_likelihood = -m$null.deviance / 2, deviance = -2 * ll, null_deviance = m$null.deviance,
    df = k, aic = 2 * k - 2 * ll, bic = k * log(n) - 2 * ll,
    hc0 = unname(hc(s)), hc1 = unname(hc(s) * sqrt(n / (n - k))), hc3 = unname(hc(s / (1 - h))),
    leverage = unname(h), cooks = unname((r / (1 - h))^2 * h / k))
  if (length(unique(y)) == 2) {
    ci <- suppressWarnings(suppressMessages(MASS:::confint.glm(glm(y ~ 0 + ., data = d, family = binomial, weights = w, offset = o, control = control))))
    out$profile <- unname(lapply(seq_len(k), function(j) ci[j, ]))
    out$drop1 <- unname(drop1(m, test = "LRT")[-1, "LRT"])
  }
  if (firth) {
    f <- glm(y ~ 0 + ., data = d, family = binomial, weights = w, offset = o, method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 5000)
    out$firth <- unname(coef(f))
  }
  out
}

read <- function(name, columns) {
  d <- read.csv(sprintf("tests/golden/inference/%s.csv", name))
  w <- if (is.null(d$weight_)) rep(1, nrow(d)) else d$weight_
  list(x = d[columns], y = d$y, w = w)
}
cases <- list()
for (one in list(list("birthwt", c("age", "lwt", "smoke", "ptl", "ht", "ui")), list("nodal", c("aged", "stage", "grade", "xray", "acid")),
                 list("pima_tr", c("npreg", "glu", "bp", "bmi", "ped")), list("mroz_precision", c("k5", "k618", "age", "wc", "hc", "lwg", "inc")))) {
  d <- read(one[[1]], one[[2]])
  cases[[length(cases) + 1]] <- describe(one[[1]], d$x, d$y, d$w, rep(0, length(d$y)), firth = one[[1]] != "mroz_precision")
}
d <- read("birthwt", c("age", "lwt", "smoke"))
cases[[length(cases) + 1]] <- describe("offset", d$x, d$y, d$w, 0.3 * (d$x$age - mean(d$x$age)))
# A constant column: the intercept by hand.
cases[[length(cases) + 1]] <- describe("constant", cbind(two = 2, d$x), d$y, d$w, rep(0, length(d$y)))
# Pairs: infert has one case and one or two controls per stratum; the first control of each.
data(infert)
pairs <- do.call(rbind, lapply(split(infert, infert$stratum), function(s) {
  a <- s[s$case == 1, ][1, ]; b <- s[s$case == 0, ][1, ]
  data.frame(spontaneous = a$spontaneous - b$spontaneous, induced = a$induced - b$induced)
}))
cases[[length(cases) + 1]] <- describe("paired", pairs, rep(1, nrow(pairs)), rep(1, nrow(pairs)), rep(0, nrow(pairs)))
long <- do.call(rbind, lapply(split(infert, infert$stratum), function(s) rbind(s[s$case == 1, ][1, ], s[s$case == 0, ][1, ])))
conditional <- clogit(case ~ spontaneous + induced + strata(stratum), data = long)
stopifnot(max(abs(coef(conditional) - cases[[length(cases)]]$coefficients)) < 1e-6)
writeLines(toJSON(list(source = R.version.string, cases = cases), auto_unbox = TRUE, digits = I(17)), "tests/golden/no_intercept_r.json")
