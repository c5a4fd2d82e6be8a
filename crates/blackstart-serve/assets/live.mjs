// What a page does besides being read: a run's progress as it happens, and the number beside a slider.
const section = document.querySelector("[data-events]");
if (section) {
  const bar = section.querySelector("progress");
  const words = section.querySelector("[data-words]");
  const source = new EventSource(section.dataset.events);
  const tell = (event) => {
    const now = JSON.parse(event.data);
    bar.max = now.of ?? 1;
    bar.value = now.of ? now.done : 0;
    const units = now.units ?? "";
    words.textContent = now.state === "waiting" ? "Waiting for its turn."
      : now.of ? `${now.done} of ${now.of} ${units}` : now.done ? `${now.done} ${units}` : "Reading and preparing.";
  };
  source.addEventListener("progress", tell);
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}
for (const slider of document.querySelectorAll("input[type=range]")) {
  const output = document.querySelector(`output[for="${slider.id}"]`);
  slider.addEventListener("input", () => { output.textContent = slider.value; });
}
