/** One thing looked at: `ok` is null where it could not be, `at` the moment by the clock of this device. */
export function finding(name, ok, detail) {
  return { name, ok, detail, at: new Date() };
}
