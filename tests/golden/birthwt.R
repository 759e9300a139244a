# R's glm on birthwt -> birthwt.json.   Run from the repository root: Rscript tests/golden/birthwt.R
# Every number with 17 significant digits; std_error from summary(); BIC with n = 189.
d <- read.csv("examples/data/birthwt.csv")
m <- glm(low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv, data = d, family = binomial,
         control = glm.control(epsilon = 1e-15, maxit = 100))
stopifnot(nrow(d) == 189)
num <- function(x) sprintf("%.17g", x)
s <- summary(m)$coefficients
term <- sub("^factor\\(race\\)", "race=", rownames(s))
term[term == "(Intercept)"] <- "(intercept)"
coefficients <- sprintf("    {\"term\": \"%s\", \"estimate\": %s, \"std_error\": %s, \"statistic\": %s, \"p_value\": %s}",
                        term, num(s[, 1]), num(s[, 2]), num(s[, 3]), num(s[, 4]))
writeLines(c("{",
  sprintf("  \"source\": \"%s, glm(low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv, binomial, epsilon = 1e-15)\",",
          sub(" \\(.*", "", R.version.string)),
  sprintf("  \"data\": \"examples/data/birthwt.csv\", \"target\": \"low\", \"positive\": \"1\", \"categorical\": [\"race\"],"),
  sprintf("  \"rows\": %d,", nrow(d)),
  sprintf("  \"converged\": %s, \"iterations\": %d,", tolower(m$converged), m$iter),
  sprintf("  \"log_likelihood\": %s,", num(as.numeric(logLik(m)))),
  sprintf("  \"null_deviance\": %s, \"df_null\": %d,", num(m$null.deviance), m$df.null),
  sprintf("  \"deviance\": %s, \"df_residual\": %d,", num(m$deviance), m$df.residual),
  sprintf("  \"aic\": %s, \"bic\": %s,", num(AIC(m)), num(BIC(m))),
  "  \"coefficients\": [",
  paste(coefficients, collapse = ",\n"),
  "  ]", "}"), "tests/golden/birthwt.json")
