/** Version of the gateway, as package.json says; test/unit/version.test.ts compares the two. */
export const version = '0.2.0'
