/** `hello world` → `Hello world` */
export function capitalize(title) {
  return title[0].toUpperCase() + title.slice(1);
}
