# tl11: the whole build. `make help` lists the targets.
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

PROGRAM   := tl11
VERSION   := 0.1.0
BUILD     ?= build
PREFIX    ?= /usr/local
DESTDIR   ?=
BINDIR    ?= $(PREFIX)/bin
DATADIR   ?= $(PREFIX)/share
MANDIR    ?= $(DATADIR)/man
BASHDIR   ?= $(DATADIR)/bash-completion/completions
ZSHDIR    ?= $(DATADIR)/zsh/site-functions
FISHDIR   ?= $(DATADIR)/fish/vendor_completions.d
LANGUAGES := id

CC      ?= cc
CFLAGS  ?= -O2 -g
# WERROR=-Werror makes warnings errors; SANITIZE=… takes the hardening's place.
WERROR   ?=
SANITIZE ?=
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wformat=2 -Wconversion -Wno-format-nonliteral
HARDENING := -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2

LIBRARIES := libgit2 libcmark glib-2.0 libpcre2-8 jansson nettle
# Asked for when something is compiled, so that `make deps` runs without them.
PKG_CFLAGS = $(shell pkg-config --cflags $(LIBRARIES) | sed 's/-I/-isystem /g')
PKG_LIBS   = $(filter-out $(if $(LATE),-lgit2),$(shell pkg-config --libs $(LIBRARIES))) -linih $(if $(LATE),-ldl)
# The program is linked with archives where there are any, the C library's too, and
# without libgit2's network: it starts ten times faster. SHARED=1 for a distribution:
# shared libraries, and libgit2 is loaded when a notebook is opened (src/git/shared).
SHARED     ?=
LINKAGE    := $(if $(SHARED)$(SANITIZE),shared,static)
LIBGIT2_SO  = $(wildcard $(shell pkg-config --variable=libdir libgit2)/libgit2.so)
SONAME      = $(shell objdump -p $1 | sed -n 's/^ *SONAME *//p')
LATE       := $(if $(SHARED),$(if $(LIBGIT2_SO),$(call SONAME,$(LIBGIT2_SO))))
STANDINS   := $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/git/static/*.c))
WRAPPED     = $(foreach f,ctx_init init update final,-Wl$(comma)--wrap=git_hash_sha1_$f)
ARCHIVES    = $(filter-out -pthread -lpthread -lrt -lm -ldl -lc,\
              $(shell pkg-config --static --libs $(LIBRARIES))) -linih
SYSTEM     := -pthread -lm

ALL_CFLAGS  = -std=c11 -D_GNU_SOURCE -DTL_VERSION='"$(VERSION)"' $(WARNINGS) $(WERROR) \
              $(or $(SANITIZE),$(HARDENING)) -Iinclude $(PKG_CFLAGS) $(CFLAGS) $(LATE_CFLAGS)
ALL_LDFLAGS = $(or $(SANITIZE),-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now) $(LDFLAGS)
comma := ,

SOURCES   := $(filter-out src/main.c,$(wildcard src/*/*.c))
GUIDE     := $(wildcard src/notes/guide/*/*.md)
HOOKS     := $(wildcard hooks/*)
# Where libgit2 is loaded late.
LATE_C      := $(if $(LATE),$(wildcard src/git/shared/*.c))
LATE_H      := $(if $(LATE),$(BUILD)/gen/libgit2_slots.h $(BUILD)/gen/libgit2_calls.h)
LATE_CFLAGS := $(if $(LATE),-DTL_LIBGIT2_SONAME='"$(LATE)"' -I$(BUILD)/gen)
# What is compiled in: the guide, the hooks.
DATA_C    := $(BUILD)/gen/guide_data.c $(BUILD)/gen/hooks_data.c
OBJECTS   := $(SOURCES:src/%.c=$(BUILD)/obj/%.o) $(LATE_C:src/%.c=$(BUILD)/obj/%.o) $(DATA_C:$(BUILD)/gen/%.c=$(BUILD)/obj/%.o)
LIBRARY   := $(BUILD)/lib$(PROGRAM).a
BINARY    := $(BUILD)/bin/$(PROGRAM)
CATALOGS  := $(LANGUAGES:%=$(BUILD)/share/locale/%/LC_MESSAGES/$(PROGRAM).mo)
MANUALS   := $(BUILD)/man/$(PROGRAM).1 $(LANGUAGES:%=$(BUILD)/man/%/$(PROGRAM).1)
SHELLS    := bash zsh fish
COMPLETIONS := $(SHELLS:%=$(BUILD)/completion/%)
UNITS     := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
DRIVERS   := $(patsubst tests/fault/%.c,$(BUILD)/tests/%,$(wildcard tests/fault/*.c))
SCENARIOS := $(patsubst tests/fault/scenarios/%.c,$(BUILD)/tests/obj/scenarios/%.o,$(wildcard tests/fault/scenarios/*.c))
EXAMPLES  := $(patsubst examples/%.c,$(BUILD)/examples/%,$(wildcard examples/*.c))
ORACLE    := $(BUILD)/tests/gfm_tasks
HEADERS   := $(wildcard include/tl11/*.h)
C_FILES   := $(wildcard src/*.c src/*/*.[ch] src/*/*/*.[ch] include/tl11/*.h tests/*/*.[ch] tests/*/*/*.c examples/*.c)
SCRIPTS   := $(wildcard .ci/run hooks/* tests/*.sh tests/*/*.sh tests/*/*.bash examples/*.sh src/*.sh src/*/*/*.sh)

# -- building ---------------------------------------------------------------

.PHONY: all
all: $(BINARY) $(CATALOGS) $(MANUALS) $(COMPLETIONS) ## the program, its catalogues, manual and completion

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# They know how libgit2 will be there.
$(filter $(BUILD)/obj/git/%,$(OBJECTS)): $(LATE_H) $(BUILD)/gen/linkage

FLOOR := $(wildcard src/git/*.[ch])
$(LATE_H): $(BUILD)/gen/libgit2_%.h: src/git/shared/libgit2_names.sh $(FLOOR)
	@mkdir -p $(@D)
	sh $< $* $(LIBGIT2_SO) $(FLOOR) > $@

$(BUILD)/gen/guide_data.c: $(GUIDE)
$(BUILD)/gen/hooks_data.c: $(HOOKS)
$(DATA_C): $(BUILD)/gen/%_data.c: src/embed.sh
	@mkdir -p $(@D)
	sh src/embed.sh $* $(filter-out %.sh,$^) > $@

$(BUILD)/obj/%_data.o: $(BUILD)/gen/%_data.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Isrc/notes -Isrc/git -MMD -MP -c -o $@ $<

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

# Where an archive is missing, or lacks something, the shared libraries will do; where
# it is the C library's alone, or what is linked with that does not start, that one.
LINK = $(CC) $(ALL_LDFLAGS) -o $@ $(BUILD)/obj/main.o
# What has to be relocated at each start in a few bytes, not in a hundred thousand.
PACKED = -Wl,-z,pack-relative-relocs
$(BINARY): $(BUILD)/obj/main.o $(LIBRARY) $(STANDINS) $(BUILD)/gen/linkage
	@mkdir -p $(@D)
	$(if $(filter static,$(LINKAGE)),{ \
	  $(LINK) -static-pie $(PACKED) $(WRAPPED) $(STANDINS) $(LIBRARY) $(ARCHIVES) $(SYSTEM) && $(abspath $@) --version >/dev/null || \
	  $(LINK) $(WRAPPED) $(STANDINS) $(LIBRARY) -Wl$(comma)-Bstatic $(ARCHIVES) -Wl$(comma)-Bdynamic$(comma)--as-needed $(SYSTEM); \
	} 2>$(BUILD)/gen/static.log ||) \
	  $(LINK) $(LIBRARY) $(PKG_LIBS)

$(BUILD)/gen/linkage: FORCE
	@mkdir -p $(@D)
	@echo $(LINKAGE) $(LATE) | cmp -s - $@ || echo $(LINKAGE) $(LATE) > $@

.PHONY: FORCE

$(BUILD)/share/locale/%/LC_MESSAGES/$(PROGRAM).mo: src/po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

# The manual's commands are made from the table that the program runs by.
$(BUILD)/man/$(PROGRAM).1: docs/manual.en.md $(BINARY)
	@mkdir -p $(@D)
	sh docs/manual.sh $(BINARY) en $(VERSION) $< > $@

$(BUILD)/man/%/$(PROGRAM).1: docs/manual.%.md $(BINARY) $(CATALOGS)
	@mkdir -p $(@D)
	sh docs/manual.sh $(BINARY) $* $(VERSION) $< > $@

$(BUILD)/completion/%: $(BINARY)
	@mkdir -p $(@D)
	$(BINARY) completion $* > $@

-include $(wildcard $(BUILD)/obj/*.d $(BUILD)/obj/*/*.d $(STANDINS:.o=.d) $(BUILD)/tests/*.d $(BUILD)/tests/obj/*/*.d $(BUILD)/examples/*.d)

.PHONY: install uninstall clean
install: all ## into $(PREFIX), below $(DESTDIR)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1
	install -m 755 $(BINARY) $(DESTDIR)$(BINDIR)/
	install -m 644 $(BUILD)/man/$(PROGRAM).1 $(DESTDIR)$(MANDIR)/man1/
	for l in $(LANGUAGES); do \
	  install -d $(DESTDIR)$(DATADIR)/locale/$$l/LC_MESSAGES $(DESTDIR)$(MANDIR)/$$l/man1; \
	  install -m 644 $(BUILD)/share/locale/$$l/LC_MESSAGES/$(PROGRAM).mo \
	    $(DESTDIR)$(DATADIR)/locale/$$l/LC_MESSAGES/; \
	  install -m 644 $(BUILD)/man/$$l/$(PROGRAM).1 $(DESTDIR)$(MANDIR)/$$l/man1/; \
	done
	install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	install -m 644 $(BUILD)/completion/bash $(DESTDIR)$(BASHDIR)/$(PROGRAM)
	install -m 644 $(BUILD)/completion/zsh $(DESTDIR)$(ZSHDIR)/_$(PROGRAM)
	install -m 644 $(BUILD)/completion/fish $(DESTDIR)$(FISHDIR)/$(PROGRAM).fish

uninstall: ## what install put there
	rm -f $(DESTDIR)$(BINDIR)/$(PROGRAM) $(DESTDIR)$(MANDIR)/man1/$(PROGRAM).1 \
	  $(DESTDIR)$(BASHDIR)/$(PROGRAM) $(DESTDIR)$(ZSHDIR)/_$(PROGRAM) \
	  $(DESTDIR)$(FISHDIR)/$(PROGRAM).fish
	for l in $(LANGUAGES); do \
	  rm -f $(DESTDIR)$(DATADIR)/locale/$$l/LC_MESSAGES/$(PROGRAM).mo \
	    $(DESTDIR)$(MANDIR)/$$l/man1/$(PROGRAM).1; \
	done

clean: ## the build folder
	rm -rf $(BUILD) build-*

# -- what is needed -----------------------------------------------------------

APT_BUILD := gcc libc6-dev pkg-config git libgit2-dev libcmark-dev cmark libinih-dev \
             libglib2.0-dev libpcre2-dev libjansson-dev nettle-dev gettext ca-certificates
APT_TEST  := libcriterion-dev bats clang clang-format clang-tidy shellcheck libclang-rt-14-dev \
             libcmark-gfm-dev libcmark-gfm-extensions-dev golang-github-yuin-goldmark-dev strace tmux vim nano less faketime gcovr \
             openssh-client openssh-server lighttpd lighttpd-mod-openssl openssl socat git-crypt git-lfs man-db zsh fish jq gnupg perl procps chromium
DNF_ALL   := gcc pkgconf git libgit2-devel cmark-devel cmark inih-devel glib2-devel pcre2-devel \
             jansson-devel nettle-devel gettext criterion-devel bats clang clang-tools-extra ShellCheck strace tmux
PACMAN_ALL := gcc pkgconf git libgit2 cmark libinih glib2 pcre2 jansson nettle gettext criterion \
              bash-bats clang shellcheck strace tmux
BREW_ALL  := pkg-config libgit2 cmark inih glib pcre2 jansson nettle gettext criterion bats-core shellcheck tmux

SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: deps deps-build
deps: deps-build ## install what building and testing need, with the system's package manager
	@if command -v apt-get >/dev/null; then \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(APT_TEST); fi

deps-build: ## install what building needs
	@set -e; if command -v apt-get >/dev/null; then $(SUDO) apt-get update -q; \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(APT_BUILD); \
	elif command -v dnf >/dev/null; then $(SUDO) dnf install -y $(DNF_ALL); \
	elif command -v pacman >/dev/null; then $(SUDO) pacman -S --needed --noconfirm $(PACMAN_ALL); \
	elif command -v brew >/dev/null; then brew install $(BREW_ALL); \
	else echo "no package manager known here: install $(APT_BUILD) $(APT_TEST)" >&2; exit 1; fi

.PHONY: ensure-build ensure
ensure-build:
	@for c in $(firstword $(CC)) pkg-config git cmark msgfmt; do command -v $$c >/dev/null || missing=1; done; \
	pkg-config --exists $(LIBRARIES) 2>/dev/null || missing=1; \
	echo '#include <ini.h>' | $(CC) -E - >/dev/null 2>&1 || missing=1; \
	if [ -n "$$missing" ]; then $(MAKE) --no-print-directory deps-build; fi

ensure: ensure-build
	@PATH="$$PATH:/usr/sbin"; for c in bats clang clang-format clang-tidy shellcheck strace tmux vim nano less faketime gcovr gpg ssh-keygen sshd lighttpd openssl socat git-crypt git-lfs perl pkill man zsh fish jq chromium; do \
	  command -v $$c >/dev/null || missing=1; done; \
	for h in criterion/criterion.h cmark-gfm-core-extensions.h; do \
	  echo "#include <$$h>" | $(CC) -E - >/dev/null 2>&1 || missing=1; done; \
	[ -e /usr/share/gocode/src/github.com/yuin/goldmark/_test/spec.json ] || missing=1; \
	if [ -n "$$missing" ]; then $(MAKE) --no-print-directory deps; fi

# -- trying and testing -------------------------------------------------------

.PHONY: demo
demo: ensure-build ## build, and do the main job in a notebook of its own
	@$(MAKE) --no-print-directory -s all
	@bash examples/demo.sh $(BINARY)

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS) -lcriterion

$(BUILD)/tests/%: tests/fault/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS)

$(BUILD)/tests/obj/scenarios/%.o: tests/fault/scenarios/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/scenarios: $(SCENARIOS) $(LIBRARY)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(if $(LATE),-lgit2)

# The program with the shared libraries, for what is tested by preloading one.
$(BUILD)/tests/shared/$(PROGRAM): $(BUILD)/obj/main.o $(LIBRARY)
	@mkdir -p $(@D)
	$(LINK) $(LIBRARY) $(PKG_LIBS)

# Its library has cmark's own symbols, so it is a program of its own.
$(ORACLE): tests/unit/oracle/gfm_tasks.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(CFLAGS) -o $@ $< -lcmark-gfm-extensions -lcmark-gfm

$(BUILD)/examples/%: examples/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS)

.PHONY: examples
examples: $(EXAMPLES) ## programs that use the library

.PHONY: tests check check-built
tests: $(UNITS) $(DRIVERS) $(BUILD)/tests/scenarios $(BUILD)/tests/shared/$(PROGRAM) $(ORACLE) $(EXAMPLES)

check: ensure ## every test; installs what is missing first
	@$(MAKE) --no-print-directory -s check-built

check-built: all tests
	@bash tests/run.sh $(BUILD)

.PHONY: shared
shared: ## the program as a distribution links it, in $(BUILD)/shared
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/shared SHARED=1 all

.PHONY: torture bench
torture: all tests ## every fault at every point: hours
	@TL11_TORTURE=1 bash tests/fault/run.sh $(BUILD)

bench: all shared ## tl11 beside what a user would run instead; needs hyperfine and ripgrep
	bash tests/bench/run.sh $(BINARY)

.PHONY: check-headers check-layers format format-check lint check-po
check-headers: ## each header compiles alone
	@for h in $(HEADERS); do \
	  echo "#include \"$${h#include/}\"" | $(CC) $(ALL_CFLAGS) -Werror -fsyntax-only -x c - \
	    || { echo "check-headers: $$h does not stand alone" >&2; exit 1; }; done

check-layers: ## no include goes up a floor, third-party headers stay in their room
	@bash tests/layers.sh

format: ## clang-format in place
	clang-format -i $(C_FILES)

format-check: ## the same, changing nothing
	clang-format --dry-run --Werror $(C_FILES)

TIDIED := $(patsubst src/%.c,$(BUILD)/lint/%.tidied,$(SOURCES) $(wildcard src/git/static/*.c) $(LATE_C) src/main.c)
$(BUILD)/lint/%.tidied: src/%.c
	@mkdir -p $(@D)
	clang-tidy --quiet --warnings-as-errors='*' $< -- $(ALL_CFLAGS) 2>/dev/null
	@touch $@

lint: $(TIDIED) ## clang-tidy, shellcheck
	# The fault scripts share variables through lib.sh, which is not followed.
	shellcheck -e SC1091,SC2034,SC2154 $(SCRIPTS)
	shellcheck -s bash -S warning -e SC1010,SC2154,SC2209 $(wildcard tests/cli/*.bats)

check-po: ## every text is translated, and the catalogue is of today
	@bash tests/po.sh

.PHONY: po
po: ## take new texts into the catalogues
	@mkdir -p $(BUILD)
	xgettext --from-code=UTF-8 --add-comments=TRANSLATORS: --keyword=_ --keyword=N_ --keyword=Q_:1,2 \
	  --no-location --package-name=$(PROGRAM) -o - $(sort $(SOURCES)) | \
	  sed '/^"POT-Creation-Date/d; s/charset=CHARSET/charset=UTF-8/' > $(BUILD)/$(PROGRAM).pot
	for l in $(LANGUAGES); do \
	  msgmerge -q --no-fuzzy-matching --no-location --sort-output src/po/$$l.po $(BUILD)/$(PROGRAM).pot | \
	  msgattrib --no-obsolete | sed '/^"POT-Creation-Date/d' > $(BUILD)/$$l.po && \
	  { cmp -s $(BUILD)/$$l.po src/po/$$l.po || cp $(BUILD)/$$l.po src/po/$$l.po; }; done

.PHONY: sanitize valgrind coverage
sanitize: ## every test under ASan and UBSan, gated on their logs
	@bash tests/sanitize.sh

coverage: ## line and branch coverage of all tests
	$(MAKE) BUILD=$(BUILD)/coverage CFLAGS='-O0 -g --coverage -fprofile-update=atomic' SANITIZE='-fPIE' LDFLAGS=--coverage check-built
	gcovr --gcov-ignore-parse-errors --root . --filter 'src/' --object-directory $(BUILD)/coverage --print-summary --sort-uncovered \
	  --txt $(BUILD)/coverage.txt && cat $(BUILD)/coverage.txt

valgrind: all tests ## the end-to-end tests' commands under memcheck
	@TL11_VALGRIND=1 bash tests/run.sh $(BUILD)

FUZZ_SECONDS ?= 60
.PHONY: fuzz
fuzz: ## each libFuzzer harness for a while
	$(MAKE) BUILD=$(BUILD)/fuzz CC=clang SHARED=1 CFLAGS='-O1 -g' \
	  SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fPIE' $(BUILD)/fuzz/lib$(PROGRAM).a
	for f in $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c)); do \
	  clang -std=c11 -D_GNU_SOURCE -O1 -g -fsanitize=fuzzer,address,undefined -Iinclude $(PKG_CFLAGS) \
	    -o $(BUILD)/fuzz/$$f tests/fuzz/$$f.c $(BUILD)/fuzz/lib$(PROGRAM).a $$(pkg-config --libs $(LIBRARIES)) -linih && \
	  mkdir -p $(BUILD)/fuzz/corpus-$$f && \
	  $(BUILD)/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/fuzz/corpus-$$f || exit 1; done

.PHONY: dist distcheck
dist: ## a tarball of HEAD
	git archive --format=tar.gz --prefix=$(PROGRAM)-$(VERSION)/ -o $(BUILD)/$(PROGRAM)-$(VERSION).tar.gz HEAD

distcheck: dist ## the tarball builds, installs and passes by itself
	rm -rf $(BUILD)/dist && mkdir -p $(BUILD)/dist
	tar -xzf $(BUILD)/$(PROGRAM)-$(VERSION).tar.gz -C $(BUILD)/dist
	$(MAKE) -C $(BUILD)/dist/$(PROGRAM)-$(VERSION) check install DESTDIR=$(abspath $(BUILD))/dist/root

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z][a-z -]*\):[^#]*## /\1\t/p' Makefile | sort | while IFS="$$(printf '\t')" read -r t s; do printf '  %-28s %s\n' "$$t" "$$s"; done
