// The one script of the staff pages. Everything works without it, only less smoothly.
import "htmx.org";
import { startClock } from "./clock";
import { startConnection } from "./connection";
import { startInbox } from "./inbox";
import { startLeave } from "./leave";
import { startKeys } from "./keys";
import { startPasskeys } from "./passkey";
import { startPickers } from "./picker";
import { startScan } from "./scan";
import { startTheme } from "./theme";
import { startTimelines } from "./timeline";

startTheme();
startConnection();
startClock();
startInbox();
startKeys();
startPickers();
startTimelines();
startPasskeys();
startScan();
startLeave();
for (const here of document.querySelectorAll(".views [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
