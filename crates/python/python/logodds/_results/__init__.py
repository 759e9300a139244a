"""What a fit's results are made of.

| module | its idea |
|---|---|
| ``coefficients`` | coefficients with their errors, tests and intervals |
| ``likelihood`` | what follows from the likelihood of a fit |
| ``hypotheses`` | tests and contrasts of a fit that is made |
| ``predictions`` | probabilities and log-odds of rows |
| ``diagnostics`` | effects, leverage, influence, residuals |
| ``tables`` | tables of terms and rows |
| ``summary`` | results for people |
| ``elsewhere`` | names of other packages |
"""
