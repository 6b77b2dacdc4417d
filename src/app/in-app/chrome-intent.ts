/**
 * Opens an address in Chrome on Android. Android takes what follows the last `#` for the intent, so that an invitation's
 * own `#…` before it arrives whole.
 */
export function chromeIntent(address: string): string {
  const [scheme = '', rest = ''] = address.split(/:\/\/(.*)/s);
  return `intent://${rest}#Intent;scheme=${scheme};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;package=com.android.chrome;end`;
}
