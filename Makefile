# demo and test need nothing but Go and make.

FUZZTIME = 20s
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
SYSTEMS = linux darwin windows freebsd
PROCESSORS = amd64 arm64

.PHONY: demo test race fuzz bench lib lib-windows conformance conformance-asan conformance-wine transcripts install integration fmt lint generate check formatted tidy generated cross

demo:
	go run ./cmd/winhttp demo

# TESTFLAGS=-json is what .ci/run adds.
test:
	go test $(TESTFLAGS) ./...
	@if command -v cc >/dev/null; then $(MAKE) --no-print-directory conformance; \
	else echo "make conformance skipped: no C compiler"; fi

# The race detector is C code.
race:
	@command -v "$$(go env CC)" >/dev/null || { echo "make race needs a C compiler, and there is no $$(go env CC)" >&2; exit 1; }
	CGO_ENABLED=1 go test -race ./...

# Every fuzz target, one after another, FUZZTIME each.
fuzz:
	@grep -rho --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . >/dev/null || { echo "no fuzz targets" >&2; exit 1; }
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sort | \
	while IFS=: read -r file target; do \
		go test -run='^$$' -fuzz="^$${target#func }$$" -fuzztime=$(FUZZTIME) "$${file%/*}" </dev/null || exit 1; \
	done

bench:
	cd bench && go run .

# The C library. Go writes a header beside it, which capi/include replaces. The macOS branch is not run anywhere yet.
BUILD = build
MINGW = x86_64-w64-mingw32
PREFIX = /usr/local
VERSION = 0.1.0

lib:
	@mkdir -p $(BUILD) && case $$(go env GOOS) in \
	darwin) name=libwinhttp.dylib; flags='-Wl,-install_name,@rpath/libwinhttp.dylib' ;; \
	*) name=libwinhttp.so; flags='-Wl,-soname,libwinhttp.so -Wl,--version-script=$(CURDIR)/capi/exports.map' ;; \
	esac && rm -f $(BUILD)/$$name && \
	CGO_ENABLED=1 go build -buildmode=c-shared -ldflags "-s -w -extldflags '$$flags'" -o $(BUILD)/$$name ./capi && \
	rm -f $(BUILD)/libwinhttp.h

# Needs mingw-w64.
lib-windows:
	@mkdir -p $(BUILD)/windows
	cd $(BUILD)/windows && $(MINGW)-windmc $(CURDIR)/capi/windows/messages.mc && \
	$(MINGW)-windres -I . $(CURDIR)/capi/windows/winhttp.rc winhttp-resources.o
	rm -f $(BUILD)/winhttp.dll
	CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=$(MINGW)-gcc go build -buildmode=c-shared \
		-ldflags "-s -w -extldflags '$(CURDIR)/$(BUILD)/windows/winhttp-resources.o'" -o $(BUILD)/winhttp.dll ./capi
	rm -f $(BUILD)/winhttp.h

# The scenarios of conformance/ in C: on our library for Linux, on our DLL under Wine, and on Wine's DLL to record it.
SCENARIOS = go test $(TESTFLAGS) -count=1 -tags conformance -run "TestScenarios|TestChecks|TestExports" ./conformance -lib ../$(BUILD)

conformance: lib
	$(SCENARIOS) -mode lib

# The same with AddressSanitizer, in the C half of the library too.
conformance-asan:
	CGO_CFLAGS="-g -O1 -fsanitize=address" CGO_LDFLAGS=-fsanitize=address $(MAKE) --no-print-directory BUILD=$(BUILD)/asan lib
	$(SCENARIOS)/asan -mode lib -sanitize

conformance-wine:
	conformance/wine
	$(MAKE) --no-print-directory lib-windows
	$(SCENARIOS) -mode wine-ours -wine ./wine

transcripts:
	conformance/wine
	$(SCENARIOS) -mode wine -wine ./wine -update -repeat 2

install: lib
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/winhttp/compat
	install -m 755 $(BUILD)/libwinhttp.* $(DESTDIR)$(PREFIX)/lib
	install -m 644 capi/include/*.h $(DESTDIR)$(PREFIX)/include/winhttp
	install -m 644 capi/include/compat/*.h $(DESTDIR)$(PREFIX)/include/winhttp/compat
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' capi/winhttp.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/winhttp.pc
	@if [ -z "$(DESTDIR)" ] && command -v ldconfig >/dev/null; then ldconfig 2>/dev/null || true; fi

integration:
	./integration/run $(TESTFLAGS)
	./interop/run $(TESTFLAGS)

fmt:
	gofmt -l -w .

lint:
	go vet ./...
	go run $(STATICCHECK) ./...

generate:
	go generate ./...

check: formatted tidy generated cross
	go vet -tags integration ./integration
	go vet -tags conformance ./conformance
	cd bench && go vet ./... && go build -o /dev/null ./...
	cd interop && go vet ./...

formatted:
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not formatted, make fmt:"; echo "$$files"; exit 1; }

tidy:
	go mod tidy -diff
	cd bench && go mod tidy -diff
	cd interop && go mod tidy -diff

# Generates in a copy of the tree, as it stands, and compares.
generated:
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && \
	ls -A | grep -vx .git | while read -r name; do cp -R "$$name" "$$copy"; done && \
	(cd "$$copy" && go generate ./...) && diff -r -x .git . "$$copy"

cross:
	@for system in $(SYSTEMS); do for processor in $(PROCESSORS); do \
		echo "$$system/$$processor"; \
		CGO_ENABLED=0 GOOS=$$system GOARCH=$$processor go build ./... || exit 1; \
		CGO_ENABLED=0 GOOS=$$system GOARCH=$$processor go vet ./... || exit 1; \
	done; done
