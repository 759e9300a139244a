# Penalised standard errors by rms::lrm (var.penalty = "simple") -> penalised_rms.json. Run from the repository root:
# Rscript tests/golden/inference/penalised.R   (Debian: r-cran-rms, r-cran-jsonlite)
#
# lrm subtracts penalty / 2 * sum of (sd * coefficient)^2 from the log-likelihood, sd with n - 1: that is --standardize with
# lambda = penalty / (n - 1).
suppressMessages(library(rms))
d <- read.csv("examples/data/birthwt.csv")
f <- lrm(low ~ age + lwt + smoke + ptl + ht + ui + ftv, data = d, penalty = 0.02 * (nrow(d) - 1),
         var.penalty = "simple", tol = 1e-14, eps = 1e-12, maxit = 100, x = TRUE, y = TRUE)
out <- list(source = paste("rms", packageVersion("rms"), "lrm, examples/data/birthwt.csv"), lambda = 0.02,
            coefficients = unname(coef(f)), std_errors = unname(sqrt(diag(vcov(f)))))
writeLines(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "tests/golden/inference/penalised_rms.json")
