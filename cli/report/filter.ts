/** Hides the rows that don't hold the words typed, and the headings left without rows. Without scripts the page shows everything. */
export const FILTER = `
for (const input of document.querySelectorAll('input[data-filters]')) {
  const target = document.getElementById(input.dataset.filters);
  if (!target) continue;
  input.parentElement.hidden = false;
  const rows = [...target.querySelectorAll('[data-row]')];
  const headings = [...target.querySelectorAll('[data-heading]')];
  const texts = rows.map((row) => (row.dataset.group + ' ' + row.textContent).toLowerCase());
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    rows.forEach((row, index) => { row.hidden = !words.every((word) => texts[index].includes(word)); });
    for (const heading of headings) heading.hidden = rows.every((row) => row.dataset.group !== heading.dataset.heading || row.hidden);
  });
}
`;
