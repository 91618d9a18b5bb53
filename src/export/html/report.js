"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  for (const element of all("[data-script]")) element.hidden = false;
  for (const element of all("[data-plain]")) element.hidden = true;

  // What a link leads to is opened, also where the browser does not do so by itself.
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.closest("details");
    if (!details) return;
    details.open = true;
    target.scrollIntoView({ block: "start" });
    details.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", open);
  open();

  const opened = [];
  addEventListener("beforeprint", () => all("details:not([open])").forEach((details) => { details.open = true; opened.push(details); }));
  addEventListener("afterprint", () => opened.splice(0).forEach((details) => { details.open = false; }));

  for (const search of all("input.search")) {
    const list = document.getElementById(search.dataset.list);
    const none = list.querySelector(".none");
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const details of all("details", list)) {
        const text = details.textContent.toLowerCase();
        const holds = words.every((word) => text.includes(word));
        details.hidden = !holds;
        shown += holds;
      }
      none.hidden = shown > 0;
    });
  }

  for (const map of all(".map")) {
    const frame = map.querySelector(".frame");
    const most = 16;
    let k = 1;
    const zoom = (to, x, y) => {
      const next = Math.min(most, Math.max(1, to));
      const box = frame.getBoundingClientRect();
      const at = [x === undefined ? box.width / 2 : x - box.left, y === undefined ? box.height / 2 : y - box.top];
      const before = [(frame.scrollLeft + at[0]) / k, (frame.scrollTop + at[1]) / k];
      k = next;
      map.style.setProperty("--k", k);
      for (const level of [2, 4, 8]) map.classList.toggle("k" + level, k >= level);
      frame.scrollLeft = before[0] * k - at[0];
      frame.scrollTop = before[1] * k - at[1];
    };
    const actions = { in: () => zoom(k * 1.5), out: () => zoom(k / 1.5), all: () => zoom(1) };
    for (const button of all("button[data-zoom]", map)) button.addEventListener("click", () => actions[button.dataset.zoom]());
    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !frame.contains(document.activeElement)) return;
      event.preventDefault();
      zoom(k * Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
    }, { passive: false });
    frame.addEventListener("keydown", (event) => {
      if (event.key === "+" || event.key === "=") actions.in();
      else if (event.key === "-") actions.out();
      else if (event.key === "0") actions.all();
    });
    frame.addEventListener("dblclick", (event) => zoom(k * 2, event.clientX, event.clientY));
    let from = null;
    frame.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType === "mouse") from = [event.clientX + frame.scrollLeft, event.clientY + frame.scrollTop, false];
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      if (!from[2] && Math.hypot(from[0] - event.clientX - frame.scrollLeft, from[1] - event.clientY - frame.scrollTop) < 4) return;
      from[2] = true;
      frame.scrollLeft = from[0] - event.clientX;
      frame.scrollTop = from[1] - event.clientY;
    });
    let dragged = false;
    addEventListener("pointerup", () => { dragged = Boolean(from && from[2]); from = null; });
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    // A drag that ends on a marker is no click on it.
    frame.addEventListener("click", (event) => { if (dragged) { event.preventDefault(); dragged = false; } }, true);
  }
})();
