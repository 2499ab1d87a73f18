# SPDX-License-Identifier: BSD-2-Clause
# The pages as a site of HTML, with a page that shows the page tables of a boot.

## make docs       makes the site build/site of all pages and of the sources that they name; no page needs the network

SITE ?= build/site

.PHONY: docs
docs: | packages-docs
	$(MAKE) TEST= DEBUG= BREAK= SCREEN=1024x768 OPTIONS=nokaslr IMAGE=$(SITE).img image
	rm -rf $(SITE) $(SITE).part
	mkdir -p $(SITE).part/docs
	$(PYTHON) -B docs/site/record.py $(SITE).img $(SITE).part/docs/walk-data.js
	$(PYTHON) -B docs/site/site.py $(SITE).part
	mv $(SITE).part $(SITE)
	@echo "$(SITE)/index.html is the first page; $(SITE)/docs/walk.html walks through page tables"

# The picture of that page, for readers of the source.
.PHONY: docs-picture
docs-picture: docs | packages-test
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,1360 \
	    --screenshot=docs/walk.png "file://$(abspath $(SITE))/docs/walk.html"
