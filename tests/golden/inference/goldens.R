# Inference on real data -> inference.json, separation.json and a CSV per set.
# Run from the repository root:  Rscript tests/golden/inference/goldens.R     (half a minute)
#
# Packages (Debian: r-cran-...): mass, boot, survival, aer, cardata, mlbench, hsaur3, lme4, vcdextra, brglm2, survey,
# sandwich, lpsolve.
#
# How a value gets its digits. Columns are centred and scaled; Newton with the explicit gradient and Hessian runs to rounding; what
# follows is mapped back to the columns as given, a linear map. R's functions, on the same columns and started there, must agree:
#   glm                  coefficients, deviances, log-likelihood       (also on the columns as they are)
#   sandwich             vcovHC (HC0, HC1, HC3), vcovCL: these are the values written, and the formula must agree
#   stats                hatvalues, cooks.distance, residuals
#   MASS:::confint.glm   profile intervals, loosely (a spline); glm.fit with an offset at each end found here, tightly
#   brglm2               Firth's coefficients and standard errors (brglmFit, AS_mean), polished here until the score is 0
#   survey               svyglm, for sampling weights
#   lpSolve              no set of inference.json is separated
# check.py repeats some in Python. Agreement when these were written, the worst of all sets, relative: statsmodels' coefficients 2e-14 (of
# a standard error), standard errors 3e-14, HC0 5e-14, cluster 5e-15, average marginal effects 3e-13, their errors 1e-11, AIC and BIC
# 2e-16. mpmath with 30 digits on three sets: see README.md.

suppressPackageStartupMessages({
  library(MASS); library(boot); library(survival); library(AER); library(carData); library(mlbench)
  library(HSAUR3); library(vcdExtra); library(brglm2); library(survey); library(sandwich)
})
data("Affairs", "SwissLabor", "HMDA", "CreditCard", "PSID1976", "ResumeNames", "SmokeBan", "HealthInsurance", package = "AER")
data("PimaIndiansDiabetes", package = "mlbench")
data("plasma", "toenail", "respiratory", package = "HSAUR3")
data("Donner", "ICU", package = "vcdExtra")
data("lizards", "endometrial", package = "brglm2")
data("VerbAgg", package = "lme4")
data("api", package = "survey")
out <- "tests/golden/inference/"

# ---- writing -------------------------------------------------------------------------------------------------------------------

# The shortest of 15, 16 and 17 digits that reads back as the same number.
digits <- function(x) vapply(x, function(v) {
  if (!is.finite(v)) return("null")
  for (d in 15:17) { s <- sprintf("%.*g", d, v); if (as.numeric(s) == v) break }
  s
}, "")
json <- function(x, indent = "") {
  deeper <- paste0(indent, "  ")
  if (is.null(x)) return("null")
  if (is.list(x) && !is.null(names(x)))
    return(paste0("{\n", paste0(deeper, "\"", names(x), "\": ", vapply(x, json, "", deeper), collapse = ",\n"), "\n", indent, "}"))
  if (is.list(x)) return(paste0("[\n", paste0(deeper, vapply(x, json, "", deeper), collapse = ",\n"), "\n", indent, "]"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(r) json(I(unname(r)))), collapse = ", "), "]"))
  s <- if (is.character(x)) paste0("\"", x, "\"") else if (is.logical(x)) tolower(x) else digits(x)
  if (length(x) == 1 && !inherits(x, "AsIs")) s else paste0("[", paste(s, collapse = ", "), "]")
}
write_table <- function(name, table) {
  file <- paste0(out, name, ".csv")
  writeLines(c(paste(names(table), collapse = ","), do.call(paste, c(lapply(table, digits), sep = ","))), file)
  back <- read.csv(file)
  stopifnot(all(back == table), nrow(back) == nrow(table))
}

# ---- logistic regression in coordinates of unit size -----------------------------------------------------------------------------

residual <- function(y, eta) y * plogis(-eta) - (1 - y) * plogis(eta)
curvature <- function(eta) plogis(eta) * plogis(-eta)
loglik <- function(y, w, eta) sum(w * (y * eta - pmax(eta, 0) - log1p(exp(-abs(eta)))))
log_det <- function(Z, w, eta) 2 * sum(log(abs(diag(qr.R(qr(Z * sqrt(w * curvature(eta))))))))
inverse_information <- function(Z, w, eta) {
  q <- qr(Z * sqrt(w * curvature(eta)), LAPACK = TRUE)
  i <- order(q$pivot)
  chol2inv(qr.R(q))[i, i, drop = FALSE]
}
close_to <- function(a, b, tolerance, scale = abs(b)) {
  worst <- max(abs(as.vector(a) - as.vector(b)) / as.vector(scale))
  if (!(worst <= tolerance)) stop("differs by ", format(worst), ", more than ", tolerance)
}

# Maximum of the log-likelihood with `offset` in the margins. Newton, halved while it does not rise; then two steps at the rounding.
newton <- function(Z, y, w, offset = 0, start = rep(0, ncol(Z))) {
  g <- start
  polish <- 0
  if (ncol(Z) == 0) return(list(g = g, eta = rep(offset, length.out = length(y)), l = loglik(y, w, rep(offset, length.out = length(y)))))
  eta <- drop(Z %*% g) + offset
  l <- loglik(y, w, eta)
  for (iteration in 1:200) {
    score <- drop(crossprod(Z, w * residual(y, eta)))
    step <- drop(chol2inv(chol(crossprod(Z * sqrt(w * curvature(eta))))) %*% score)
    decrement <- sum(step * score)
    t <- 1
    repeat {
      trial <- drop(Z %*% (g + t * step)) + offset
      lt <- loglik(y, w, trial)
      if (decrement < 1e-10 || lt >= l) break
      t <- t / 2
    }
    g <- g + t * step; eta <- trial; l <- lt
    if (decrement < 1e-16) polish <- polish + 1
    if (polish == 3) return(list(g = g, eta = eta, l = l))
  }
  stop("Newton did not converge")
}

# Firth: the score Σ (ω(y - p) + h(1/2 - p)) z is zero. `fixed` = j, at: coefficient j of D held there, the penalty still that of all
# columns. Z spans the same space as D, better conditioned: for the penalty alone.
firth <- function(D, Z, y, w, start, fixed = NULL, at = NULL) {
  g <- start
  if (!is.null(fixed)) g[fixed] <- at
  free <- setdiff(seq_len(ncol(D)), fixed)
  state <- function(g) {
    eta <- drop(D %*% g)
    q <- qr(Z * sqrt(w * curvature(eta)))
    list(eta = eta, h = rowSums(qr.Q(q)^2), pl = loglik(y, w, eta) + sum(log(abs(diag(qr.R(q))))))
  }
  s <- state(g)
  last <- Inf; done <- FALSE
  for (iteration in 1:5000) {
    score <- drop(crossprod(D, w * residual(y, s$eta) + s$h * (0.5 - plogis(s$eta))))
    if (length(free) == 0) break
    V <- chol2inv(chol(crossprod(D[, free, drop = FALSE] * sqrt(w * curvature(s$eta)))))
    step <- drop(V %*% score[free])
    size <- max(abs(step) / sqrt(diag(V)))
    if (size > 3) step <- step * 3 / size
    t <- 1
    repeat {
      trial <- g; trial[free] <- g[free] + t * step
      st <- state(trial)
      if (size < 1e-4 || st$pl >= s$pl) break
      t <- t / 2
      if (t < 1e-10) stop("Firth: no rise")
    }
    g <- trial; s <- st
    if (size < 1e-10 && size > 0.95 * last) { done <- TRUE; break }      # as small as the rounding lets it be
    last <- size
  }
  if (length(free) > 0 && !done) stop("Firth did not converge: ", size)
  score <- drop(crossprod(D, w * residual(y, s$eta) + s$h * (0.5 - plogis(s$eta))))
  c(s, list(g = g, score = score))
}

# Where a falling function of b, `value(b)` with `slope(b)`, has sunk to `level` on the `side` of `top`: Newton inside a bracket.
sink_to <- function(evaluate, top, unit, side, level, tolerance = 1e-12) {
  near <- top; far <- NA
  b <- top + side * 1.96 * unit
  for (iteration in 1:100) {
    e <- evaluate(b)
    if (e$value > level) near <- b else far <- b
    next_b <- b - (e$value - level) / e$slope
    inside <- is.finite(next_b) && (next_b - near) * side > 0 && (is.na(far) || (far - next_b) * side > 0)
    if (abs(next_b - b) < tolerance * unit) return(next_b)
    if (!inside || abs(next_b - top) > 3 * abs(b - top)) next_b <- if (is.na(far)) top + 2 * (b - top) else (near + far) / 2
    b <- next_b
  }
  stop("no end of the interval")
}

# Is there a direction d with s_i z_i'd >= 0 for all rows and > 0 for some? Konis's program: maximise the sum in a box.
recession <- function(Z, y, objective = NULL) {
  A <- unique(Z * (2 * y - 1))
  k <- ncol(Z)
  if (is.null(objective)) objective <- colSums(A)
  program <- lpSolve::lp("max", c(objective, -objective), rbind(cbind(A, -A), diag(2 * k)),
                         c(rep(">=", nrow(A)), rep("<=", 2 * k)), c(rep(0, nrow(A)), rep(1, 2 * k)))
  stopifnot(program$status == 0)
  d <- program$solution[1:k] - program$solution[k + 1:k]
  ifelse(abs(d) < 1e-9, 0, d)
}

q95 <- qchisq(0.95, 1)

# ---- one case --------------------------------------------------------------------------------------------------------------------

cases <- list()
case <- function(name, x, y, cluster = NULL, weight = NULL, kind = NULL, source, firth_intervals = FALSE, separated = FALSE) {
  started <- proc.time()[[3]]
  x <- as.data.frame(lapply(x, as.numeric))
  y <- as.numeric(y)
  table <- x
  if (!is.null(weight)) table$weight_ <- as.numeric(weight)
  if (!is.null(cluster)) table$cluster_ <- as.numeric(cluster)
  table$y <- y
  stopifnot(complete.cases(table), y %in% 0:1, !duplicated(names(x)), grepl("^[a-z][a-z0-9_]*$", names(x)))
  write_table(name, table)
  rows <- nrow(x)
  columns <- names(x)

  # Rows written out, if weights count rows; `first` is where each row of the file then stands first.
  first <- seq_len(rows)
  w <- if (is.null(weight)) rep(1, rows) else as.numeric(weight)
  if (identical(kind, "frequency")) {
    copy <- rep(seq_len(rows), w)
    first <- match(seq_len(rows), copy)
    x <- x[copy, , drop = FALSE]; y <- y[copy]; cluster <- cluster[copy]; w <- rep(1, length(copy))
  }
  X <- as.matrix(x); n <- nrow(X); k <- ncol(X) + 1
  centre <- colMeans(X); size <- apply(X, 2, sd)
  Z <- cbind(1, sweep(sweep(X, 2, centre), 2, size, "/"))
  D <- cbind(1, sweep(X, 2, size, "/"))              # not centred: for the intercept of the columns as they are
  raw <- diag(c(1, 1 / size)); raw[1, -1] <- -centre / size         # β = raw γ
  scaled <- solve(raw)
  error <- function(V) I(unname(sqrt(diag(raw %*% V %*% t(raw)))))

  # Firth, in every case
  f <- firth(Z, Z, y, w, rep(0, k))
  Vf <- inverse_information(Z, w, f$eta)
  close_to(f$score / sqrt(diag(solve(Vf))), 0, 1e-11, 1)
  fb <- drop(raw %*% f$g); fse <- error(Vf)
  data <- data.frame(y = y, X)
  R <- suppressWarnings(glm(y ~ ., data = data, weights = w, family = binomial, method = "brglmFit", type = "AS_mean", epsilon = 1e-12, maxit = 5000))
  close_to(coef(R), fb, 1e-7, fse)
  close_to(sqrt(diag(vcov(R))), fse, 1e-7)
  firth_result <- list(coefficients = I(unname(fb)), std_errors = fse, log_likelihood = loglik(y, w, f$eta),
                       penalized_log_likelihood = f$pl + sum(log(size)))
  if (firth_intervals || separated) {
    ends <- matrix(0, k, 2); lr <- numeric(k)
    for (j in 1:k) {
      M <- if (j == 1) D else Z
      g <- if (j == 1) c(fb[1], fb[-1] * size) else f$g
      unit <- if (j == 1) fse[1] else fse[j] * size[j - 1]
      VM <- inverse_information(M, w, f$eta)
      tangent <- VM[, j] / VM[j, j]                                 # how the others follow coefficient j, about
      at <- function(b) {
        e <- firth(M, Z, y, w, warm + tangent * (b - warm[j]), j, b); warm <<- e$g
        list(value = e$pl, slope = e$score[j])
      }
      for (side in c(-1, 1)) {
        warm <- g
        b <- sink_to(at, g[j], unit, side, f$pl - q95 / 2)
        close_to(2 * (f$pl - at(b)$value), q95, 1e-9)
        ends[j, (side + 3) / 2] <- if (j == 1) b else b / size[j - 1]
      }
      lr[j] <- 2 * (f$pl - firth(M, Z, y, w, rep(0, k), j, 0)$pl)
    }
    firth_result$ci_profile_95 <- ends
    firth_result$lr_test <- list(statistic = I(lr), p_value = I(pchisq(lr, 1, lower.tail = FALSE)))
  }
  head <- list(name = name, source = source, rows = rows, columns = I(columns), weights = if (is.null(weight)) NULL else "weight_",
               weight_kind = kind, clusters = if (is.null(cluster)) NULL else "cluster_")
  if (is.null(weight)) head["weights"] <- list(NULL)
  if (is.null(kind)) head["weight_kind"] <- list(NULL)
  if (is.null(cluster)) head["clusters"] <- list(NULL)
  if (separated) return(list(head = head, firth = firth_result, X = X, y = y))

  # the optimum
  m <- newton(Z, y, w)
  eta <- m$eta; p <- plogis(eta); v <- curvature(eta); r <- residual(y, eta)
  V <- inverse_information(Z, w, eta)
  close_to(crossprod(Z, w * r) / sqrt(diag(solve(V))), 0, 1e-12, 1)
  b <- drop(raw %*% m$g); se <- error(V)
  if (any(abs(m$g) > 30)) stop(name, ": separated?")
  if (any(recession(Z, y) != 0)) stop(name, ": separated")
  control <- glm.control(epsilon = 1e-14, maxit = 100)
  plain <- suppressWarnings(glm(y ~ ., data = data, weights = w, family = binomial, control = control))
  close_to(coef(plain), b, 1e-6, se)
  close_to(sqrt(diag(vcov(plain))), se, 1e-6)
  fit <- suppressWarnings(glm(y ~ Z - 1, weights = w, family = binomial, start = m$g, control = control))
  close_to(coef(fit), m$g, 1e-11, sqrt(diag(V)))
  close_to(deviance(plain), -2 * m$l, 1e-12)

  total <- sum(w)
  mean_y <- sum(w * y) / total
  l0 <- total * (mean_y * log(mean_y) + (1 - mean_y) * log1p(-mean_y))
  close_to(plain$null.deviance, -2 * l0, 1e-12)
  if (all(w == 1)) { close_to(AIC(plain), -2 * m$l + 2 * k, 1e-12); close_to(BIC(plain), -2 * m$l + log(n) * k, 1e-12) }
  z <- b / se

  # scatter of the scores
  h <- rowSums((Z %*% V) * Z) * w * v
  sandwiched <- function(S) V %*% crossprod(S) %*% V
  both <- function(package, formula) {
    close_to(error(formula), error(package), 1e-10)
    error(package)
  }
  scores <- Z * (w * r)
  hc0 <- both(vcovHC(fit, type = "HC0"), sandwiched(scores))
  hc1 <- both(vcovHC(fit, type = "HC1"), sandwiched(scores) * n / (n - k))
  hc3 <- both(vcovHC(fit, type = "HC3"), sandwiched(scores / (1 - h)))
  sampling <- error(sandwiched(scores) * n / (n - 1))
  if (identical(kind, "sampling")) {
    design <- svydesign(ids = ~1, weights = ~w, data = cbind(data, w = w))
    s <- svyglm(reformulate(columns, "y"), design = design, family = quasibinomial(), epsilon = 1e-14, maxit = 100)
    close_to(sqrt(diag(vcov(s))), sampling, 1e-7)
    close_to(coef(s), b, 1e-6, se)
  }
  clustered <- NULL
  if (!is.null(cluster)) {
    groups <- length(unique(cluster))
    clustered <- both(vcovCL(fit, cluster = cluster, type = "HC0", cadjust = TRUE), sandwiched(rowsum(scores, cluster)) * groups / (groups - 1))
  }

  # intervals by the profile, tests by leaving out
  profile <- matrix(0, k, 2); lr <- numeric(k)
  for (j in 1:k) {
    M <- if (j == 1) D else Z
    g <- if (j == 1) c(b[1], b[-1] * size) else m$g
    unit <- if (j == 1) se[1] else se[j] * size[j - 1]
    VM <- inverse_information(M, w, eta)
    tangent <- VM[-j, j] / VM[j, j]                                 # how the others follow coefficient j, about
    at <- function(value) {
      e <- newton(M[, -j, drop = FALSE], y, w, M[, j] * value, warm + tangent * (value - last)); warm <<- e$g; last <<- value
      list(value = e$l, slope = sum(M[, j] * w * residual(y, e$eta)))
    }
    for (side in c(-1, 1)) {
      warm <- g[-j]; last <- g[j]
      end <- sink_to(at, g[j], unit, side, m$l - q95 / 2)
      refit <- suppressWarnings(glm.fit(M[, -j, drop = FALSE], y, w, offset = M[, j] * end, family = binomial(), intercept = FALSE,
                                        start = warm, control = control))
      close_to(refit$deviance + 2 * m$l, q95, 1e-9)
      profile[j, (side + 3) / 2] <- if (j == 1) end else end / size[j - 1]
    }
    lr[j] <- 2 * (m$l - newton(M[, -j, drop = FALSE], y, w)$l)
    without <- suppressWarnings(glm.fit(cbind(1, X)[, -j, drop = FALSE], y, w, family = binomial(), intercept = FALSE, control = control))
    close_to(lr[j], without$deviance + 2 * m$l, 1e-9, 1 + lr[j])
  }
  if (n <= 700) close_to(suppressWarnings(suppressMessages(MASS:::confint.glm(plain))), profile, 0.02, cbind(se, se))

  # rows
  pearson <- sqrt(w) * r / sqrt(v)
  dev_residual <- sign(r) * sqrt(2 * w * (pmax((1 - 2 * y) * eta, 0) + log1p(exp(-abs(eta)))))
  cooks <- (pearson / (1 - h))^2 * h / k
  close_to(hatvalues(fit), h, 1e-9); close_to(cooks.distance(fit), cooks, 1e-8)
  close_to(residuals(fit, "pearson"), pearson, 1e-9); close_to(residuals(fit, "deviance"), dev_residual, 1e-7)
  ten <- first[seq_len(min(10, rows))]

  # average marginal effects: β_j mean p(1 - p)
  mean_v <- sum(w * v) / total
  bent <- colSums(w * v * (1 - 2 * p) * Z) / total                  # d mean p(1 - p) / dγ
  gamma_effect <- m$g[-1] * mean_v
  J <- cbind(0, diag(mean_v, k - 1)) + outer(m$g[-1], bent)
  effect_se <- sqrt(diag(J %*% V %*% t(J)))

  result <- c(head, list(
    n = n, total_weight = total,
    coefficients = I(unname(b)), std_errors = se, z = I(unname(z)), p_values = I(unname(2 * pnorm(-abs(z)))),
    log_likelihood = m$l, null_log_likelihood = l0, deviance = -2 * m$l, null_deviance = -2 * l0,
    aic = -2 * m$l + 2 * k, bic = -2 * m$l + log(n) * k,
    mcfadden = 1 - m$l / l0,
    nagelkerke = expm1(2 * (l0 - m$l) / n) / expm1(2 * l0 / n),
    tjur = sum((w * p)[y == 1]) / sum(w[y == 1]) - sum((w * p)[y == 0]) / sum(w[y == 0]),
    hc0 = hc0, hc1 = hc1, hc3 = hc3, cluster = clustered, sampling = sampling,
    ci_wald_95 = cbind(b - qnorm(0.975) * se, b + qnorm(0.975) * se),
    ci_profile_95 = profile,
    lr_test = list(statistic = I(lr), p_value = I(pchisq(lr, 1, lower.tail = FALSE))),
    firth = firth_result,
    marginal_effects = list(estimate = I(unname(gamma_effect / size)), std_error = I(unname(effect_se / size))),
    first_rows = list(probability = I(unname(p[ten])), leverage = I(unname(h[ten])), cooks_distance = I(unname(cooks[ten])),
                      deviance_residual = I(unname(dev_residual[ten])), pearson_residual = I(unname(pearson[ten])))))
  if (is.null(clustered)) result["cluster"] <- list(NULL)
  cases[[length(cases) + 1]] <<- result
  cat(sprintf("%-22s %5d rows %3d columns  largest |gamma| %5.1f  %5.1f s\n", name, rows, k - 1, max(abs(m$g)), proc.time()[[3]] - started))
}

by_five <- function(n) (seq_len(n) - 1) %/% 5
yes <- function(f) as.integer(f == "yes")
number_of <- function(group) as.integer(factor(group, unique(group)))

# ---- the sets --------------------------------------------------------------------------------------------------------------------

birth <- with(MASS::birthwt, data.frame(age, lwt, race_2 = race == 2, race_3 = race == 3, smoke, ptl, ht, ui, ftv))
case("birthwt", birth, MASS::birthwt$low, by_five(189), source = "MASS::birthwt, low", firth_intervals = TRUE)

case("nodal", with(nodal, data.frame(aged, stage, grade, xray, acid)), nodal$r, source = "boot::nodal, r", firth_intervals = TRUE)

case("plasma", with(plasma, data.frame(fibrinogen, globulin)), plasma$ESR == "ESR > 20", source = "HSAUR3::plasma, ESR > 20", firth_intervals = TRUE)

d <- Donner
case("donner", with(d, data.frame(age, male = sex == "Male")), d$survived, number_of(d$family),
     source = "vcdExtra::Donner, survived; clusters: family", firth_intervals = TRUE)

d <- na.omit(boot::urine)
case("urine", with(d, data.frame(gravity, ph, osmo, cond, urea, calc)), d$r, source = "boot::urine, r, complete rows", firth_intervals = TRUE)

case("pima_tr", Pima.tr[, 1:7], Pima.tr$type == "Yes", source = "MASS::Pima.tr, type")

d <- na.omit(biopsy)
case("biopsy", setNames(d[, 2:10], paste0("v", 1:9)), d$class == "malignant", number_of(d$ID), source = "MASS::biopsy, class, complete rows; clusters: ID")

case("bacteria", with(bacteria, data.frame(week, drug = trt == "drug", drug_plus = trt == "drug+")), bacteria$y == "y", number_of(bacteria$ID),
     source = "MASS::bacteria, y; clusters: ID")

case("affairs", with(Affairs, data.frame(male = gender == "male", age, yearsmarried, children = yes(children), religiousness, education, occupation, rating)),
     Affairs$affairs > 0, by_five(nrow(Affairs)), source = "AER::Affairs, affairs > 0")

case("swiss_labor", with(SwissLabor, data.frame(income, age, age_squared = age^2, education, youngkids, oldkids, foreign = yes(foreign))), yes(SwissLabor$participation),
     source = "AER::SwissLabor, participation")

d <- HMDA[seq(1, nrow(HMDA), 2), ]
case("hmda", with(d, data.frame(pirat, hirat, lvrat, chist = as.integer(chist), mhist = as.integer(mhist), phist = yes(phist), unemp, selfemp = yes(selfemp),
                                insurance = yes(insurance), condomin = yes(condomin), afam = yes(afam), single = yes(single), hschool = yes(hschool))),
     yes(d$deny), by_five(nrow(d)), source = "AER::HMDA, deny, every second row")

case("credit_card", with(CreditCard, data.frame(reports, income, owner = yes(owner), selfemp = yes(selfemp), dependents, months, majorcards, active)),
     yes(CreditCard$card), source = "AER::CreditCard, card, without share and expenditure")

d <- ResumeNames[1:2000, ]
case("resume_names", with(d, data.frame(female = gender == "female", afam = ethnicity == "afam", high_quality = quality == "high", chicago = city == "chicago", jobs,
                                        experience, honors = yes(honors), volunteer = yes(volunteer), military = yes(military), holes = yes(holes),
                                        email = yes(email), computer = yes(computer), special = yes(special), college = yes(college))),
     yes(d$call), (1:2000 - 1) %/% 4, source = "AER::ResumeNames, call, first 2000 rows; clusters: the four answers to one advertisement")

d <- na.omit(TitanicSurvival)
case("titanic", with(d, data.frame(male = sex == "male", age, class_2 = passengerClass == "2nd", class_3 = passengerClass == "3rd")), yes(d$survived),
     by_five(nrow(d)), source = "carData::TitanicSurvival, survived, complete rows")

d <- Womenlf
case("womenlf", with(d, data.frame(hincome, children = children == "present", bc = region == "BC", ontario = region == "Ontario", prairie = region == "Prairie",
                                   quebec = region == "Quebec")), d$partic != "not.work", source = "carData::Womenlf, partic is not not.work")

case("cowles", with(Cowles, data.frame(neuroticism, extraversion, neuroticism_extraversion = neuroticism * extraversion, male = sex == "male")), yes(Cowles$volunteer),
     source = "carData::Cowles, volunteer")

case("toenail", with(toenail, data.frame(terbinafine = treatment == "terbinafine", time, terbinafine_time = (treatment == "terbinafine") * time)),
     toenail$outcome != "none or mild", number_of(toenail$patientID), source = "HSAUR3::toenail, outcome; clusters: patientID")

d <- PimaIndiansDiabetes
case("pima", d[, 1:8], d$diabetes == "pos", by_five(nrow(d)), source = "mlbench::PimaIndiansDiabetes, diabetes")

d <- Wells[1:2000, ]
case("wells", with(d, data.frame(arsenic, distance, education, association = yes(association))), yes(d$switch), source = "carData::Wells, switch, first 2000 rows")

d <- ICU
case("icu", with(d, data.frame(age, male = sex == "Male", cancer = cancer == "Yes", infect = infect == "Yes", cpr = cpr == "Yes", systolic, hrtrate,
                               previcu = previcu == "Yes", emergency = admit == "Emergency", uncons = uncons == "Yes")), d$died == "Yes", source = "vcdExtra::ICU, died")

d <- subset(na.omit(Chile), vote %in% c("Y", "N"))
case("chile", with(d, data.frame(population, male = sex == "M", age, education_ps = education == "PS", education_s = education == "S", income, statusquo)), d$vote == "Y",
     number_of(paste(d$region, d$population)), source = "carData::Chile, vote is Y rather than N, complete rows; clusters: region and population")

d <- HealthInsurance[seq(1, nrow(HealthInsurance), 6), ]
case("health_insurance", with(d, data.frame(healthy = yes(health), age, limited = yes(limit), male = gender == "male", married = yes(married), selfemp = yes(selfemp),
                                            family, midwest = region == "midwest", south = region == "south", west = region == "west", afam = ethnicity == "afam",
                                            cauc = ethnicity == "cauc")), yes(d$insurance), source = "AER::HealthInsurance, insurance, every sixth row")

d <- subset(VerbAgg, as.integer(id) <= 75)
case("verb_agg", with(d, data.frame(anger = Anger, male = Gender == "M", scold = btype == "scold", shout = btype == "shout", self = situ == "self", do = mode == "do")),
     d$r2 == "Y", number_of(d$id), source = "lme4::VerbAgg, r2, the first 75 persons; clusters: id")

d <- survival::retinopathy
case("retinopathy", with(d, data.frame(argon = laser == "argon", left = eye == "left", age, adult = type == "adult", trt, risk)), d$status, number_of(d$id),
     source = "survival::retinopathy, status; clusters: id")

d <- survival::rats
case("rats", with(d, data.frame(rx, time)), d$status, number_of(d$litter), source = "survival::rats, status; clusters: litter")

d <- na.omit(subset(survival::colon, etype == 1))
case("colon", with(d, data.frame(lev = rx == "Lev", lev_5fu = rx == "Lev+5FU", sex, age, obstruct, perfor, adhere, nodes, differ, extent, surg, node4)), d$status,
     source = "survival::colon, recurrence (etype 1), status, complete rows")

d <- SmokeBan[seq(1, nrow(SmokeBan), 6), ]
case("smoke_ban", with(d, data.frame(ban = yes(ban), age, age_squared = age^2, hs = education == "hs", some_college = education == "some college",
                                     college = education == "college", master = education == "master", afam = yes(afam), hispanic = yes(hispanic), female = gender == "female")),
     yes(d$smoker), source = "AER::SmokeBan, smoker, every sixth row")

# Weights that count rows: equal rows collapsed.
collapsed <- function(table) {
  table <- as.data.frame(lapply(table, as.numeric))
  key <- do.call(paste, table)
  list(table = table[!duplicated(key), ], count = as.integer(table(factor(key, unique(key)))))
}
d <- with(lizards, data.frame(high = height == ">=5ft", thick = diameter == ">2in", shady = light == "shady", midday = time == "midday", late = time == "late"))
d <- rbind(cbind(d, y = 1, count = lizards$grahami), cbind(d, y = 0, count = lizards$opalinus))
d <- d[d$count > 0, ]
case("lizards_counts", d[, 1:5], d$y, weight = d$count, kind = "frequency", source = "brglm2::lizards, grahami rather than opalinus; weights: lizards counted",
     firth_intervals = TRUE)

d <- collapsed(with(respiratory, data.frame(centre_2 = centre == "2", treatment = treatment == "treatment", male = gender == "male", age, subject = as.integer(subject), y = status == "good")))
case("respiratory_counts", d$table[, 1:4], d$table$y, number_of(d$table$subject), d$count, "frequency",
     source = "HSAUR3::respiratory, status is good, the five months of a subject collapsed to counts; clusters: subject")

d <- as.data.frame(datasets::Titanic)
d <- d[d$Freq > 0, ]
case("titanic_counts", with(d, data.frame(class_2 = Class == "2nd", class_3 = Class == "3rd", crew = Class == "Crew", male = Sex == "Male", adult = Age == "Adult")),
     d$Survived == "Yes", weight = d$Freq, kind = "frequency", source = "datasets::Titanic, Survived; weights: persons")

# Weights that are inverse probabilities of being in the sample.
case("api_strat", with(apistrat, data.frame(meals, ell, mobility, enroll, middle = stype == "M", high = stype == "H")), apistrat$awards == "Yes", number_of(apistrat$cnum),
     apistrat$pw, "sampling", source = "survey::apistrat, awards; weights: pw; the strata are not used; clusters: county")

# Weights that are precisions: made up, multiples of 1/4.
d <- Mroz
case("mroz_precision", with(d, data.frame(k5, k618, age, wc = yes(wc), hc = yes(hc), lwg, inc)), yes(d$lfp), by_five(nrow(d)),
     0.5 + ((seq_len(nrow(d)) - 1) %% 7) / 4, "precision", source = "carData::Mroz, lfp; weights: 1/2 + ((row - 1) mod 7) / 4")

writeLines(json(cases), paste0(out, "inference.json"))

# ---- separated sets --------------------------------------------------------------------------------------------------------------

# Which coefficients run away, and to where, is read off the recession cone {d: s_i z_i'd >= 0 for all rows} of the log-likelihood:
# `above` and `below` say whether some d of the cone has the coefficient positive, negative. Neither: its limit is finite. One of
# them: +inf, -inf. Both: it runs away, and the cone alone does not say where to (not so in the sets below). `direction` is the
# solution of Konis's program, whose signs detectseparation reports (it is not in Debian; it is asked where it is installed).
separations <- list()
separated <- function(name, x, y, source) {
  s <- case(name, x, y, source = source, separated = TRUE)
  Z <- cbind(1, s$X); k <- ncol(Z); y <- s$y
  d <- recession(Z, y)
  reach <- function(sign) vapply(1:k, function(j) recession(Z, y, sign * (1:k == j))[j] * sign > 0, NA)
  above <- reach(1); below <- reach(-1)
  mle <- ifelse(above & below, "infinite", ifelse(above, "+inf", ifelse(below, "-inf", "finite")))
  stopifnot(ifelse(mle == "+inf", d >= 0, ifelse(mle == "-inf", d <= 0, mle == "infinite" | d == 0)))
  A <- Z * (2 * y - 1)                                              # complete: all margins positive at once
  margin <- lpSolve::lp("max", c(rep(0, 2 * k), 1), rbind(cbind(A, -A, -1), cbind(diag(2 * k), 0)), c(rep(">=", nrow(A)), rep("<=", 2 * k)),
                        c(rep(0, nrow(A)), rep(1, 2 * k)))
  complete <- margin$objval > 1e-9
  alone <- vapply(2:k, function(j) any(recession(Z[, c(1, j)], y) != 0), NA)
  if (requireNamespace("detectseparation", quietly = TRUE)) {
    check <- glm(y ~ s$X, family = binomial, method = detectseparation::detect_separation)
    limits <- if (is.null(check$coefficients)) coef(check) else check$coefficients
    stopifnot(ifelse(limits == 0, "finite", ifelse(limits > 0, "+inf", "-inf")) == mle)
    cat(name, ": detectseparation agrees\n")
  }
  # Where the likelihood tends to: rows that the direction separates have probability 1 of what they are; the others are fitted.
  ray <- sum(above) + sum(below) == sum(d != 0)
  limit <- list(log_likelihood = 0)
  if (!complete && ray) {
    rest <- abs(Z %*% d) < 1e-9
    L <- Z[rest, , drop = FALSE]
    keep <- setdiff(1:k, which(mle != "finite")[1])                 # there a column of the ray is a combination of the others
    stopifnot(qr(L)$rank == length(keep), qr(L[, keep])$rank == length(keep))
    size <- c(1, apply(L[, -1, drop = FALSE], 2, function(v) max(abs(v), 1)))[keep]
    m <- newton(sweep(L[, keep, drop = FALSE], 2, size, "/"), y[rest], rep(1, sum(rest)))
    at <- rep(NA, k); at[keep] <- m$g / size; at[mle != "finite"] <- NA
    limit <- list(log_likelihood = m$l, coefficients = I(at))
  }
  separations[[length(separations) + 1]] <<- c(s$head, list(separation = if (complete) "complete" else "quasi-complete", mle = I(mle), above = I(above), below = I(below),
    separating_alone = I(alone), direction = I(unname(d)), limit = limit, firth = s$firth))
}

separated("endometrial", with(endometrial, data.frame(nv = NV, pi = PI, eh = EH)), endometrial$HG, "brglm2::endometrial, HG")

# x1 + x2 separates but for rows on the line x1 + x2 = 10, where both labels lie; neither column does alone; z overlaps everywhere.
i <- 0:39
x1 <- (7 * i) %% 11
on_line <- i %% 4 == 0
side <- ifelse(i %% 2 == 1, 1, -1)
x2 <- 10 - x1 + ifelse(on_line, 0, side * (1 + (3 * i) %% 5))
z <- (5 * i * i + i) %% 13 - 6
label <- ifelse(on_line, as.integer((i %/% 4) %% 3 != 0), as.integer(side > 0))
separated("separated_pair", data.frame(x1, x2, z), label, "constructed: x1 + x2 separates, neither alone")

# Three columns of which a combination with a margin separates all rows.
i <- 0:79
x1 <- (7 * i + i * i) %% 11; x2 <- (3 * i * i) %% 8; x3 <- (5 * i) %% 13
t <- 2 * x1 - 3 * x2 + x3
separated("separated_complete", data.frame(x1, x2, x3), as.integer(t > 7), "constructed: 2 x1 - 3 x2 + x3 > 7")

writeLines(json(separations), paste0(out, "separation.json"))

versions <- c("MASS", "boot", "survival", "AER", "carData", "mlbench", "HSAUR3", "lme4", "vcdExtra", "brglm2", "survey", "sandwich", "lpSolve")
cat(R.version.string, paste(versions, vapply(versions, function(p) format(packageVersion(p)), ""), collapse = ", "), sep = "\n")
