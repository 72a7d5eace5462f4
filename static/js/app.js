// One small module per behaviour; each binds itself by data- attributes to what is on the page now or later.
import "./announcing.js";
import "./autosubmit.js";
import "./command_menu.js";
import "./confirming.js";
import "./copying.js";
import "./counting.js";
import "./dialogs.js";
import "./menus.js";
import "./playing.js";
import "./reordering.js";
import "./selecting.js";
import "./shortcuts.js";
import "./submitting.js";
import "./theme.js";
import "./toasts.js";
