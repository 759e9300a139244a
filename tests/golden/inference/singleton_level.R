# Limits of a fit with a level that one row has -> singleton_level.json.   Run from the repository root: Rscript tests/golden/inference/singleton_level.R
# birthwt with a column `site`: Z in the first row (its label is 0), A and B by turns in the others. As site=Z goes to -Inf the likelihood
# goes to that of the other rows: the referee is glm without the first row. HC1 by sandwich.
suppressMessages(library(sandwich))
d <- read.csv("examples/data/birthwt.csv")
d$site <- c("Z", ifelse(seq_len(nrow(d) - 1) %% 2 == 1, "B", "A"))
stopifnot(d$low[1] == 0)
m <- glm(low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv + site, data = d[-1, ], family = binomial,
         control = glm.control(epsilon = 1e-15, maxit = 100))
num <- function(x) sprintf("%.17g", x)
s <- summary(m)$coefficients
hc1 <- sqrt(diag(vcovHC(m, type = "HC1")))
ends <- confint.default(m)
term <- sub("^factor\\(race\\)", "race=", rownames(s))
term <- sub("^siteB$", "site=B", sub("^\\(Intercept\\)$", "(intercept)", term))
new <- d[2, ]
p <- predict(m, new, se.fit = TRUE)
rows <- sprintf("    {\"term\": \"%s\", \"estimate\": %s, \"std_error\": %s, \"statistic\": %s, \"p_value\": %s, \"lower\": %s, \"upper\": %s, \"hc1\": %s}",
                term, num(s[, 1]), num(s[, 2]), num(s[, 3]), num(s[, 4]), num(ends[, 1]), num(ends[, 2]), num(hc1))
writeLines(c("{",
  sprintf("  \"source\": \"%s\",", sub(" \\(.*", "", R.version.string)),
  sprintf("  \"log_likelihood\": %s,", num(as.numeric(logLik(m)))),
  sprintf("  \"second_row\": {\"probability\": %s, \"lower\": %s, \"upper\": %s},", num(plogis(p$fit)),
          num(plogis(p$fit - qnorm(0.975) * p$se.fit)), num(plogis(p$fit + qnorm(0.975) * p$se.fit))),
  "  \"coefficients\": [",
  paste(rows, collapse = ",\n"),
  "  ]", "}"), "tests/golden/inference/singleton_level.json")
