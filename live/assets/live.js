// Tries every row of the page, and fills each with what the server tells that it saw. Texts of the
// server's become text alone, never markup.
(function () {
  "use strict";
  const state = document.getElementById("state");
  const rows = Array.from(document.querySelectorAll("tr[data-url]"), function (element) {
    return { element: element, url: element.dataset.url, port: Number(element.dataset.port),
             name: element.dataset.name, times: 0 };
  });

  function fill(row, kind, result, why) {
    row.element.className = kind;
    row.element.querySelector(".result").textContent = result;
    row.element.querySelector(".why").textContent = why;
  }

  function show(seen) {
    rows.forEach(function (row) {
      if (seen.port !== row.port || (seen.server_name || "").toLowerCase() !== row.name) { return; }
      row.times += 1;
      const again = row.times > 1 ? " (seen " + row.times + " times)" : "";
      const kind = seen.outcome === "negotiated" ? "good" : "bad";
      fill(row, kind, seen.result + again, seen.why || "");
    });
  }

  function pause(milliseconds) {
    return new Promise(function (done) { setTimeout(done, milliseconds); });
  }

  async function knock(row, number) {
    const limit = new AbortController();
    const timer = setTimeout(function () { limit.abort(); }, 10000);
    try {
      await fetch(row.url + "?row=" + number, { mode: "no-cors", cache: "no-store",
                                                credentials: "omit", signal: limit.signal });
    } catch (error) {
      // Why it failed is what the server tells.
    }
    clearTimeout(timer);
  }

  async function try_all() {
    for (let number = 0; number < rows.length; number += 1) {
      state.textContent = "Trying " + (number + 1) + " of " + rows.length + ".";
      await knock(rows[number], number);
    }
    await pause(1000);
    let filled = 0;
    rows.forEach(function (row) {
      if (row.times > 0) { filled += 1; return; }
      fill(row, "idle", "nothing came to the server",
           "the browser ended by itself before it sent a hello: it may not reach the address");
    });
    state.textContent = "Tried " + rows.length + ": the server saw " + filled +
      ". What else comes from this address is shown as it comes.";
    document.body.dataset.done = "yes";
  }

  const events = new EventSource("/events");
  let begun = false;
  events.onmessage = function (event) { show(JSON.parse(event.data)); };
  events.onopen = function () {
    if (!begun) { begun = true; try_all(); }
  };
  events.onerror = function () {
    if (events.readyState === EventSource.CLOSED) {
      state.textContent = "The server does not tell more: too many pages watch it, or it stopped. Reload to try again.";
    }
  };
}());
