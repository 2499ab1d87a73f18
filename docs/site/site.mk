# SPDX-License-Identifier: BSD-2-Clause
# The pages as a site of HTML, with a page that shows the page tables of a boot.

## make docs       makes the site build/site of all pages and of the sources that they name; no page needs the network

.PHONY: docs
docs: | packages-docs
	$(MAKE) TEST= DEBUG= BREAK= SCREEN=1024x768 OPTIONS=nokaslr IMAGE=build/site.img image
	rm -rf build/site build/site.part
	mkdir -p build/site.part/docs
	$(PYTHON) -B docs/site/record.py build/site.img build/site.part/docs/walk-data.js
	$(PYTHON) -B docs/site/site.py build/site.part
	mv build/site.part build/site
	@echo "build/site/index.html is the first page; build/site/docs/walk.html walks through page tables"

# The picture of that page, for readers of the source.
.PHONY: docs-picture
docs-picture: docs | packages-test
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,1360 \
	    --screenshot=docs/walk.png "file://$$PWD/build/site/docs/walk.html"
