# R's glm.fit, for run.py: reads the matrix once, then a tolerance a line, and answers a line: seconds (of the fit alone),
# iterations, intercept and coefficients; with "summary" behind the tolerance also standard errors, the summary being timed too.
arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[3])
p <- as.integer(arguments[4])
x <- cbind(1, matrix(readBin(arguments[1], "double", n * p), n, p, byrow = TRUE))
y <- as.double(readBin(arguments[2], "integer", n, size = 1))
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) == 1) {
  words <- strsplit(line, " ")[[1]]
  control <- glm.control(epsilon = as.double(words[1]), maxit = 1000)
  errors <- NULL
  start <- Sys.time()
  fit <- suppressWarnings(glm.fit(x, y, family = binomial(), control = control))
  if (length(words) > 1) {
    class(fit) <- "glm"
    errors <- summary.glm(fit)$coefficients[, 2]
  }
  seconds <- as.double(Sys.time() - start, units = "secs")
  cat(sprintf("%.17g", c(seconds, fit$iter, fit$coefficients, errors)), "\n")
  flush(stdout())
}
