# The steps of `.ci/run` by name (`just tests`), as files under .ci/steps: they are written there once.

# All that must be true before a change lands.
all:
    .ci/run

# One step, or several: `just run format clippy`.
run +STEPS:
    .ci/run {{ STEPS }}

fmt:
    cargo fmt --all

clippy: (run "clippy")

spelling: (run "spelling")

dependencies: (run "dependencies")

tests: (run "tests")

core-alone: (run "core_alone")

serving: (run "serving")

documentation: (run "documentation")

api: (run "api")

# The lists of docs/api, written again.
renew-api:
    .ci/steps/api --renew

examples: (run "examples")

lapack: (run "lapack")

python: (run "python" "python_oldest")

# Campaigns that take longer, before a release.
long:
    .ci/long
