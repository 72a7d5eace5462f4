// Scrolls the tab of the open page into view if the row of tabs is wider than the screen.
for (const tab of document.querySelectorAll('.tabs [aria-current="page"]')) {
  const row = tab.closest(".tabs");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
