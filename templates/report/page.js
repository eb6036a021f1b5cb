"use strict";
// Copies and downloads the tables that are in the page, and opens what is folded for printing. Without it all can be read,
// and copied by hand.
(() => {
  const rows = (id) => Array.from(document.getElementById(id).rows, (row) => Array.from(row.cells, (cell) => cell.textContent));
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const save = (text, name, type) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const said = (button, text) => {
    button.parentElement.querySelector("[role=status]").textContent = text;
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.addEventListener("click", () => {
      const text = rows(button.dataset.copy).map((row) => row.join("\t")).join("\n");
      navigator.clipboard.writeText(text).then(() => said(button, "copied"), () => said(button, "the browser does not allow it"));
    });
  }
  for (const button of document.querySelectorAll("button[data-csv]")) {
    button.addEventListener("click", () => {
      const text = rows(button.dataset.csv).map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
      save(text, button.dataset.file, "text/csv");
    });
  }
  for (const button of document.querySelectorAll("button[data-text]")) {
    button.addEventListener("click", () => save(document.getElementById(button.dataset.text).textContent, button.dataset.file, "application/toml"));
  }
  // What is folded is open on paper.
  const closed = [];
  addEventListener("beforeprint", () => {
    closed.splice(0, closed.length, ...document.querySelectorAll("details:not([open], .bulk)"));
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
  for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
})();
