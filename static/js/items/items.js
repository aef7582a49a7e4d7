/** What some types of question do beyond their form fields; trainer/web/bundle.py makes one script of it. */

import "./needle-picture.js";
import "./order-list.js";
import "./spot-picture.js";
