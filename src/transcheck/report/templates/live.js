"use strict";
// a page of `serve` is loaded again when a file of its stories has changed
(() => {
  const address = document.querySelector("meta[name=transcheck-state]").content;
  let known = null;
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(address);
      if (!response.ok) return; // as while a file is being saved
      const { state } = await response.json();
      if (known !== null && state !== known) location.reload();
      known = state;
    } catch { /* the server was stopped; it may be started again */ }
  }, 1500);
})();
