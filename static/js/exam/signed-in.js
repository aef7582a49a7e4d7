/** Tells the exam's own tab that its candidate is signed in again, and closes this one if that is allowed. */

const attempt = document.querySelector("[data-signed-in]").dataset.signedIn;
new BroadcastChannel(`exam-${attempt}`).postMessage({ says: "signed in" });
if (window.opener) setTimeout(() => window.close(), 1_500);
