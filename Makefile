# panorama-roles: what a person does here. `make help` lists it.
# Everything goes to .build (Swift), .tools (Python, from PyPI) and .artefacts: all ignored by git.

SHELL = /bin/sh
SWIFT ?= swift
PYTHON ?= python3
PREFIX ?= /usr/local
DESTDIR ?=
SCRATCH ?= .build
# The release has a folder of its own, since one folder serves one build at a time.
RELEASE_SCRATCH ?= .build-release
VENV = .tools/venv
STAGE = .artefacts/stage

# One set of flags for every build, so that check, test and release share what they compile. A module
# may import only what Package.swift says.
# Without debug information, which takes the compiler some time. With a debugger: make build DEBUGGING=
DEBUGGING = -debug-info-format none
COMMON = --explicit-target-dependency-import-check error $(DEBUGGING)
FLAGS = --scratch-path $(SCRATCH) $(COMMON)
# Without a run path no library beside the program is ever loaded in place of the system's.
# Without a build id, which follows from the paths of the machine that builds: the same source gives
# the same bytes in every folder.
RELEASE = --scratch-path $(RELEASE_SCRATCH) $(COMMON) -c release --static-swift-stdlib --disable-local-rpath \
  $(if $(filter Linux,$(shell uname -s)),$(LINUX_RELEASE))
# Linux: each function has a section of its own, and the linker of the toolchain puts those that run
# together next to each other ('make order'), so that a command touches fewer pages. The program exports
# nothing of its own, and holds what the Swift runtime uses of the C++ library where the archive of that is
# at hand: in the folder that the linker searches first.
LINKING = Packaging/linking
LINUX_RELEASE = -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld \
  -Xswiftc -L -Xswiftc $(RELEASE_SCRATCH)/linking -Xlinker --build-id=none -Xlinker --no-export-dynamic \
  -Xlinker --symbol-ordering-file=$(LINKING)/order.txt -Xlinker --no-warn-symbol-ordering \
  -Xlinker -T -Xlinker $(LINKING)/private.ld
ifeq ($(shell uname -s),Linux)
CLANG := $(or $(wildcard $(dir $(shell command -v $(firstword $(SWIFT))))clang),clang)
CXX_ARCHIVE := $(wildcard $(shell $(CLANG) -print-file-name=libstdc++.a 2>/dev/null))
endif
SOURCES = Package.swift $(shell find Sources Policies -type f)
LAYOUT = $(LINKING)/order.txt $(LINKING)/private.ld
SWIFT_FILES = Package.swift Policies Sources Tests Documentation
PYTHON_FILES = Tests/Stub Tests/EndToEnd Tests/Benchmarks Tests/Differential Policies/service-reference \
  Packaging
SHELL_FILES = .ci/run Packaging/action/install.sh Packaging/action/drift.sh \
  Documentation/example/demo.sh
# The program that end-to-end tests and benchmarks run: the installed release, unless told otherwise.
BIN = $(STAGE)/bin/panorama-roles
PYTEST_ARGS ?=
# How many end-to-end tests run at once, more than two cores since they wait half of the time; a file's tests
# stay together.
PYTEST_WORKERS ?= 4
UNIT_ARGS ?=
BENCH_ARGS ?=
FUZZ_SECONDS ?= 60
FUZZ_PAIRS ?= 10000
FUZZ_TARGETS ?= json policy arn condition xml spec role-set plan snapshot ignore \
  accounts expectations results config terraform cloudformation

.PHONY: help build release install dist deb demo test unit e2e check lint-swift lint-python lint-shell \
  format examples docs bench order fuzz tools requirements service-reference clean FORCE

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  make install PREFIX=/usr/local DESTDIR=   where it goes; the tree can be moved afterwards"
	@echo "  make e2e BIN=PATH PYTEST_ARGS='-k NAME'   some end-to-end tests, with another program"

build: ## Build everything for debugging, tests included
	$(SWIFT) build $(FLAGS) --build-tests

release: .artefacts/release/panorama-roles ## Build the program: optimised, static, stripped

# The commit that 'version' names, none without git. A new commit alone compiles nothing but the last
# file of the program.
COMMIT := $(shell git rev-parse HEAD 2>/dev/null)

.artefacts/commit: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(COMMIT)' | cmp -s - $@ || printf '%s\n' '$(COMMIT)' > $@

# Compiles, then copies out of the scratch folder, so that nothing else that builds there can
# replace what is installed.
.artefacts/release/panorama-roles: $(SOURCES) $(LAYOUT) .artefacts/commit $(RELEASE_SCRATCH)/flags
	@rm -f $(RELEASE_SCRATCH)/release/panorama-roles
	PANORAMA_ROLES_COMMIT=$(COMMIT) $(SWIFT) build $(RELEASE) --product panorama-roles
	@mkdir -p $(@D)
	cp "$$($(SWIFT) build $(RELEASE) --show-bin-path)/panorama-roles" $@.new
	strip $@.new
	mv $@.new $@

# The compiler keeps objects whose code did not change even where its flags did, so with other flags, or
# with another C++ library, the release begins from nothing.
$(RELEASE_SCRATCH)/flags: FORCE
	@printf '%s\n' '$(RELEASE) $(CXX_ARCHIVE)' | cmp -s - $@ || { rm -rf $(@D); mkdir -p $(@D)/linking; \
	  $(if $(CXX_ARCHIVE),ln -s "$(CXX_ARCHIVE)" $(@D)/linking/libstdc++.a;) \
	  printf '%s\n' '$(RELEASE) $(CXX_ARCHIVE)' > $@; }

install: .artefacts/release/panorama-roles ## Install program, man page and completions under PREFIX
	@set -e; to="$(DESTDIR)$(PREFIX)"; from=.artefacts/release/panorama-roles; \
	mkdir -p "$$to/bin" "$$to/share/man/man1" "$$to/share/bash-completion/completions" \
	  "$$to/share/zsh/site-functions" "$$to/share/fish/vendor_completions.d" \
	  "$$to/share/panorama-roles/schema"; \
	install -m 755 "$$from" "$$to/bin/panorama-roles"; \
	"$$from" help --man --out "$$to/share/man/man1"; \
	"$$from" completion bash > "$$to/share/bash-completion/completions/panorama-roles"; \
	"$$from" completion zsh > "$$to/share/zsh/site-functions/_panorama-roles"; \
	"$$from" completion fish > "$$to/share/fish/vendor_completions.d/panorama-roles.fish"; \
	install -m 644 Policies/schema/*.schema.json "$$to/share/panorama-roles/schema"; \
	echo "installed $$to/bin/panorama-roles"

# The archive and its checksums are the same bytes for the same program.
dist: $(STAGE)/installed ## Make .artefacts/dist/panorama-roles-VERSION-SYSTEM-MACHINE.tar.gz, its SBOM and SHA256SUMS
	@rm -rf .artefacts/dist
	@$(PYTHON) Packaging/package.py tar --stage $(STAGE) --out .artefacts/dist
	@echo "the program needs glibc $$($(PYTHON) Packaging/package.py glibc $(STAGE)/bin/panorama-roles) or newer"
	@cd .artefacts/dist && sha256sum -- *.tar.gz *.spdx.json > SHA256SUMS

deb: $(STAGE)/installed ## Make a Debian package in .artefacts/dist
	@$(PYTHON) Packaging/package.py deb --stage $(STAGE) --out .artefacts/dist

demo: ## Show drift that widens access, and the plan that closes it (needs no network and no account)
	@command -v $(firstword $(SWIFT)) >/dev/null || { \
	  echo "make demo: the Swift toolchain is not on the path; install version 6.2 or newer from"; \
	  echo "https://www.swift.org/install/ and run 'make demo' again"; exit 1; } >&2
	@echo "Building the program without optimisation: 2 to 4 minutes the first time." >&2
	@$(SWIFT) build $(FLAGS) --product panorama-roles >&2
	@Documentation/example/demo.sh "$$($(SWIFT) build $(FLAGS) --show-bin-path)/panorama-roles" .artefacts/demo

test: ## Run all tests: the Swift tests, then the end-to-end tests
	@echo "make test: builds twice (debug and release) and runs all tests; 10 to 30 minutes on two cores."
	@echo "Its parts run alone, too: 'make unit', 'make e2e'. What they print in full is in .artefacts/."
	@$(MAKE) --no-print-directory -j2 unit $(STAGE)/installed
	@$(MAKE) --no-print-directory e2e

# Swift Testing prints every argument of every case: all of it goes to a file, and the suites,
# failures and the last count to the screen.
unit: ## Run the Swift tests: a line per suite (UNIT_ARGS="--filter NAME" runs some of them)
	@mkdir -p .artefacts
	@{ $(SWIFT) test $(FLAGS) $(UNIT_ARGS); echo "status $$?"; } 2>&1 | awk -v log_file=.artefacts/unit.log ' \
	  { print > log_file } \
	  /^status [0-9]+$$/ { status = $$2; next } \
	  /Test case passing/ { next } \
	  /^[^ ]+ Suite .* (passed|failed) after/ || /^[^ ]+ Test run with/ || /recorded an issue/ || /error:/ || \
	  /^\[[0-9]+\/[0-9]+\]/ || /^Executed/ || /Build complete/ { print substr($$0, 1, 400); fflush() } \
	  END { if (status != 0) print "the whole output is in .artefacts/unit.log"; exit status }'

# A program that is named by BIN is run as it is: nothing is built.
e2e: $(VENV)/ready $(if $(filter command line environment,$(origin BIN)),,$(STAGE)/installed) ## Run the end-to-end tests against moto and the stub server
	PANORAMA_ROLES_BIN="$(abspath $(BIN))" $(VENV)/bin/python -m pytest \
	  -n $(PYTEST_WORKERS) --dist loadfile $(PYTEST_ARGS) $(if $(findstring Tests/EndToEnd/,$(PYTEST_ARGS)),,Tests/EndToEnd)

$(STAGE)/installed: .artefacts/release/panorama-roles
	@rm -rf $(STAGE)
	@$(MAKE) --no-print-directory install PREFIX= DESTDIR="$(STAGE)"
	@touch $@

# Two at a time: the tools are fetched while the compiler runs.
check: ## Check format, imports, warnings and the scripts
	@$(MAKE) --no-print-directory -j2 build lint-swift lint-python lint-shell

lint-swift: ## Check the form of the Swift code
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_FILES)

lint-python: $(VENV)/ready ## Check the Python code of the tests
	$(VENV)/bin/ruff check --config Tests/ruff.toml $(PYTHON_FILES)
	$(VENV)/bin/ruff format --check --config Tests/ruff.toml $(PYTHON_FILES)

lint-shell: $(VENV)/ready ## Check the shell scripts, the Dockerfile, the action and the workflows
	$(VENV)/bin/shellcheck $(SHELL_FILES)
	$(VENV)/bin/hadolint Dockerfile
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

format: $(VENV)/ready ## Rewrite the code in the house's form
	$(SWIFT) format format --in-place --parallel --recursive $(SWIFT_FILES)
	$(VENV)/bin/ruff check --fix --config Tests/ruff.toml $(PYTHON_FILES)
	$(VENV)/bin/ruff format --config Tests/ruff.toml $(PYTHON_FILES)

examples: ## Run the worked examples of the library's documentation
	@$(SWIFT) build $(FLAGS) --product Examples >&2
	@"$$($(SWIFT) build $(FLAGS) --show-bin-path)/Examples"

# The compiler describes the library modules; docc makes pages of that and of the catalogue.
docs: ## Make the library's documentation in .artefacts/docs, with the toolchain's docc
	@command -v docc >/dev/null || { echo "make docs: this toolchain has no docc" >&2; exit 1; }
	@rm -rf .artefacts/symbols .artefacts/docs; mkdir -p .artefacts/symbols
	$(SWIFT) build --scratch-path .build-docs --product Examples -Xswiftc -emit-symbol-graph \
	  -Xswiftc -emit-symbol-graph-dir -Xswiftc "$(CURDIR)/.artefacts/symbols"
	@cd .artefacts/symbols && rm -f Examples* AWSAccess* SigV4* Embed*
	docc convert Documentation/PanoramaRolesCore.docc --additional-symbol-graph-dir .artefacts/symbols \
	  --fallback-display-name PanoramaRolesCore --fallback-bundle-identifier panorama-roles \
	  --output-path .artefacts/docs > .artefacts/docs.log 2>&1 || { tail -n 20 .artefacts/docs.log; exit 1; }
	@echo "documentation in .artefacts/docs: 'docc preview' or any web server shows it"

bench: $(VENV)/bench $(STAGE)/installed ## Measure against programs by others, and write Documentation/benchmarks.md
	PANORAMA_ROLES_BIN="$(abspath $(BIN))" SWIFT="$(SWIFT)" SWIFT_FLAGS="$(RELEASE)" \
	  $(VENV)/bin/python Tests/Benchmarks/bench.py --write Documentation/benchmarks.md $(BENCH_ARGS)

order: $(VENV)/ready $(RELEASE_SCRATCH)/flags ## Write Packaging/linking/order.txt anew, with valgrind
	$(SWIFT) build $(RELEASE) --product panorama-roles
	$(VENV)/bin/python Tests/Benchmarks/order.py "$$($(SWIFT) build $(RELEASE) --show-bin-path)/panorama-roles" \
	  $(LINKING)/order.txt

$(VENV)/bench: Tests/Benchmarks/requirements.txt $(VENV)/ready
	$(PYTHON) -m pip --python $(VENV)/bin/python install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The fuzzer instruments everything, so it has a scratch folder of its own. Inputs that it finds go to
# .artefacts/fuzz, after those of Tests/Corpus; what fails stays there too.
fuzz: ## Feed arbitrary bytes to the readers for FUZZ_SECONDS each, then compare 10,000 random pairs
	$(SWIFT) build --scratch-path .build-fuzz -c release --sanitize fuzzer -Xswiftc -DFUZZING --product Fuzz
	@set -e; fuzz="$$($(SWIFT) build --scratch-path .build-fuzz -c release --show-bin-path)/Fuzz"; \
	for target in $(FUZZ_TARGETS); do \
	  echo "fuzzing $$target for $(FUZZ_SECONDS) s"; mkdir -p .artefacts/fuzz/$$target; \
	  SWIFT_BACKTRACE=enable=no PANORAMA_ROLES_FUZZ_TARGET=$$target "$$fuzz" \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -max_len=8192 -print_funcs=0 \
	    -artifact_prefix=.artefacts/fuzz/$$target- .artefacts/fuzz/$$target Tests/Corpus/$$target \
	    2> .artefacts/fuzz/$$target.log || { tail -n 40 .artefacts/fuzz/$$target.log; exit 1; }; \
	  tail -n 1 .artefacts/fuzz/$$target.log; \
	done
	PANORAMA_ROLES_FUZZ_PAIRS=$(FUZZ_PAIRS) $(SWIFT) test $(FLAGS) --filter PolicyAnalysisTests.DifferentialTests

# FROM is JSON with the facts of every service, POLICIES with the ARNs of AWS's managed policies.
service-reference: ## Derive Policies/service-reference from FROM=FILE and POLICIES=FILE
	$(PYTHON) Policies/service-reference/derive.py "$(FROM)" "$(POLICIES)" Policies/service-reference

tools: $(VENV)/ready ## Install the test tools of Tests/requirements.txt into .tools

# Some machines have a Python whose venv cannot install pip; then the pip outside does it.
$(VENV)/ready: Tests/requirements.txt
	@set -e; cmp -s $< $(VENV)/requirements.txt && exit 0; \
	echo "installing Tests/requirements.txt into $(VENV)"; \
	rm -rf $(VENV); mkdir -p .tools; \
	if $(PYTHON) -m venv $(VENV) >/dev/null 2>&1; then \
	  $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; \
	else \
	  rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); \
	  $(PYTHON) -m pip --python $(VENV)/bin/python install --quiet --disable-pip-version-check --require-hashes -r $<; \
	fi; \
	cp $< $(VENV)/requirements.txt
	@touch $@

requirements: ## Write Tests/requirements.txt anew from Tests/requirements.in, with hashes
	@rm -rf .tools/pip-tools
	@mkdir -p .tools
	$(PYTHON) -m venv --without-pip .tools/pip-tools
	$(PYTHON) -m pip --python .tools/pip-tools/bin/python install --quiet "pip-tools==7.5.3" "pip<26"
	@set -e; for file in Tests Tests/Benchmarks; do \
	  sed -n '/^#/p' $$file/requirements.txt > .tools/requirements.txt; \
	  .tools/pip-tools/bin/python -m piptools compile --quiet --generate-hashes --allow-unsafe \
	    --strip-extras --no-header --no-annotate --no-emit-find-links --no-emit-index-url \
	    --output-file .tools/requirements.new $$file/requirements.in; \
	  cat .tools/requirements.new >> .tools/requirements.txt; \
	  mv .tools/requirements.txt $$file/requirements.txt; rm -f .tools/requirements.new; \
	done

clean: ## Remove everything that was built or installed here
	rm -rf $(SCRATCH) $(RELEASE_SCRATCH) .build-fuzz .build-docs .tools .artefacts
	find Tests -name __pycache__ -o -name .pytest_cache | xargs rm -rf
