/** As package.json says; test/unit/release/build.test.ts compares the two. */
export const version = '0.2.0'
