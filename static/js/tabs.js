// The tab of the open page is in view, also where the row of tabs is wider than a phone.
for (const tab of document.querySelectorAll('.tabs [aria-current="page"]')) {
  const row = tab.closest(".tabs");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
