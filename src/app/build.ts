/** Which app this is: what the server and a helper are told. */
export const BUILD = '0.1.0';
