// Adds a row for each connection as the server tells of it. Texts become text alone, never markup.
(function () {
  "use strict";
  const state = document.getElementById("state");
  const rows = document.getElementById("rows");

  function cell(row, kind, name, text) {
    const made = document.createElement(kind);
    made.className = name;
    made.textContent = text;
    row.appendChild(made);
  }

  function add(seen) {
    const row = document.createElement("tr");
    row.className = seen.outcome === "negotiated" ? "good" : "bad";
    cell(row, "th", "", seen.time);
    row.firstChild.scope = "row";
    cell(row, "td", "", "port " + seen.port);
    cell(row, "td", "result", seen.result);
    cell(row, "td", "why", seen.why || "");
    rows.appendChild(row);
  }

  const token = location.pathname.split("/").pop();
  const events = new EventSource("/events/" + token + "?after=" + document.body.dataset.last);
  events.onopen = function () { state.textContent = "What comes is shown as it comes."; };
  events.onmessage = function (event) { add(JSON.parse(event.data)); };
  events.onerror = function () {
    if (events.readyState === EventSource.CLOSED) {
      state.textContent = "The server does not tell more: its hour is over, too many pages watch, or it stopped.";
    }
  };
}());
