/** The list of items: results as one types, keys, and how many are ticked; trainer/web/bundle.py makes one script of it. */

import "./results.js";
import "./chosen.js";
import "./rows.js";
