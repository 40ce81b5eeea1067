# recsim: `make help` lists the targets.
.DEFAULT_GOAL := help
BIN := node_modules/.bin
SOURCES := $(shell find src -name '*.ts' -o -path '*/web/*.css' -o -path '*/web/*.html') scripts/build.mjs package.json

.PHONY: help setup run test check build types pack bench power-cut mutate soak test-gpio pictures clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: node_modules/.installed ## Install what npm provides

node_modules/.installed: package.json package-lock.json
	@echo "installing packages ..."
	@npm install --no-audit --no-fund --loglevel=error
	@touch $@

build: dist/main.js ## Build dist/

dist/main.js: node_modules/.installed $(SOURCES)
	@node scripts/build.mjs

types: dist/main.js ## Write the declarations of the library to dist/types
	@$(BIN)/tsc -p tsconfig.types.json

pack: types ## Make the package recsim-VERSION.tgz
	@npm pack --ignore-scripts --loglevel=error

run: dist/main.js ## Start the recorder in this terminal (ARGS="--board xvr-gui4")
	@node dist/main.js run $(ARGS)

test: dist/main.js ## Run all tests
	@$(BIN)/vitest run $(ARGS)

test-gpio: dist/main.js ## Test real GPIO lines in a virtual machine (ARGS="-t onoff")
	@node scripts/test-gpio.mjs $(ARGS)

check: node_modules/.installed ## Types, lint, format, import rules, dead code
	@$(BIN)/tsc -p .
	@$(BIN)/tsc -p src/ui/panel/web
	@$(BIN)/biome check --error-on-warnings .
	@node scripts/check-imports.mjs
	@$(BIN)/knip

bench: dist/main.js ## Measure speed and print the table (ARGS=--quick)
	@node bench/main.mjs $(ARGS)

power-cut: node_modules/.installed ## Try every power cut and print the table (ARGS=--short)
	@node scripts/power-cut.mjs $(ARGS)

mutate: node_modules/.installed ## Change one small thing at a time and see which test minds (ARGS=--help)
	@node scripts/mutate.mjs $(ARGS)

soak: node_modules/.installed ## Live random worlds until stopped or until one goes wrong (ARGS="--world 4")
	@node scripts/soak.mjs $(ARGS)

pictures: dist/main.js ## Draw the pictures of the documentation (some need chromium)
	@node scripts/draw-panel.mjs
	@node scripts/draw-wiring.mjs
	@node scripts/draw-report.mjs
	@node scripts/draw-panel-browser.mjs

clean: ## Remove what was built and installed
	@rm -rf dist node_modules coverage tmp
