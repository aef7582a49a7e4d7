/** What the editor of items does beyond its form; trainer/web/bundle.py makes one script of it. */

import "./row-list.js";
import "./drawing-source.js";
import "./region-board.js";
import "./needle-board.js";
import "./item-editor.js";
import "./tags.js";
