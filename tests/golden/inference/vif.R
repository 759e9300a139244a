# Variance inflation by car::vif. Rscript tests/golden/inference/vif.R > tests/golden/inference/vif.json   (R 4.2.2, car 3.1-1)
suppressMessages(library(car))
options(digits=17)
out <- function(name, v) cat('  "', name, '": [', paste(sprintf("%.15g", v), collapse=", "), ']', sep="")
cat('{\n')
first <- TRUE
for (name in c("birthwt","pima","hmda","cowles","smoke_ban","mroz_precision")) {
  d <- read.csv(paste0("tests/golden/inference/", name, ".csv"))
  w <- if ("weight_" %in% names(d)) d$weight_ else rep(1, nrow(d))
  d$weight_ <- NULL; d$cluster_ <- NULL
  f <- suppressWarnings(glm(y ~ ., family=binomial, data=d, weights=w, control=glm.control(epsilon=1e-15, maxit=100)))
  if (!first) cat(',\n'); first <- FALSE
  out(name, vif(f))
}
d <- read.csv("tests/golden/inference/birthwt.csv")
d$race <- factor(d$race_2 + 2*d$race_3)
f <- glm(y ~ age+lwt+race+smoke+ptl+ht+ui+ftv, family=binomial, data=d, control=glm.control(epsilon=1e-15, maxit=100))
v <- vif(f)
cat(',\n'); out("birthwt_race_gvif", v[,1])
cat('\n}\n')
