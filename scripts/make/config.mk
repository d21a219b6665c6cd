# SPDX-License-Identifier: GPL-2.0-only
# Variables that every part of the build uses.  All may be set on the command
# line.

BUILD := build

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
SBINDIR ?= $(PREFIX)/sbin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
COMPLETIONDIR ?= $(DATADIR)/bash-completion/completions
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
UDEVDIR ?= $(if $(filter /usr,$(PREFIX)),/lib,/etc)/udev/rules.d
DESTDIR ?=

INSTALL_DIRS = PREFIX="$(PREFIX)" BINDIR="$(BINDIR)" SBINDIR="$(SBINDIR)" \
	LIBDIR="$(LIBDIR)" INCLUDEDIR="$(INCLUDEDIR)" DATADIR="$(DATADIR)" \
	MANDIR="$(MANDIR)" COMPLETIONDIR="$(COMPLETIONDIR)" \
	PKGCONFIGDIR="$(PKGCONFIGDIR)" UDEVDIR="$(UDEVDIR)"

# Each part has a target install-<part> that honours DESTDIR and the above.
INSTALL_PARTS := lib cli docs udev

INSTALL ?= install
CC ?= cc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wmissing-prototypes -Wshadow
CSTD := -std=gnu11

# Quiet unless V=1.
V ?= 0
ifeq ($(V),1)
Q :=
say := @:
else
Q := @
say := @printf '  %-8s %s\n'
endif
export V
