# R's glm.fit, for run.py: reads the matrix once, then a tolerance a line, and answers a line: seconds (of the fit alone),
# iterations, intercept and coefficients.
arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[3])
p <- as.integer(arguments[4])
x <- cbind(1, matrix(readBin(arguments[1], "double", n * p), n, p, byrow = TRUE))
y <- as.double(readBin(arguments[2], "integer", n, size = 1))
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) == 1) {
  control <- glm.control(epsilon = as.double(line), maxit = 1000)
  start <- Sys.time()
  fit <- suppressWarnings(glm.fit(x, y, family = binomial(), control = control))
  seconds <- as.double(Sys.time() - start, units = "secs")
  cat(sprintf("%.17g", c(seconds, fit$iter, fit$coefficients)), "\n")
  flush(stdout())
}
