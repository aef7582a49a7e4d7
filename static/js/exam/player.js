/** Everything that runs on the pages of an attempt under way; trainer/web/bundle.py makes one script of it. */

import "./tools.js";
import "./clock.js";
import "./status.js";
import "./windows.js";
import "./saver.js";
import "./map.js";
import "./strike.js";
import "./keys.js";
import "./review.js";
import "./signals.js";
import "./offline.js";
