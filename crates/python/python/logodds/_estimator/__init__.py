"""What scikit-learn's classes are made of.

| module | its idea |
|---|---|
| ``rules`` | what every parameter may be |
| ``arrays`` | scikit-learn's arrays as the engine takes them |
| ``threads`` | how many threads |
| ``fitting`` | fits of the parameters, by the engine |
| ``watching`` | scikit-learn's callbacks |
| ``solution`` | what a fit found |
| ``coefficients`` | ``coef_`` and ``intercept_``, which may be written |
| ``linear`` | scores and probabilities of coefficients as they stand |
| ``predictions`` | predictions, of the model or of coefficients that were set |
| ``folds`` | the rows of each fold |
| ``in_threads`` | folds at the same time |
| ``routing`` | metadata for the splitter and the score |
| ``scorers`` | scores of folds |
| ``layouts`` | attributes of cross-validation as scikit-learn has them |
"""
