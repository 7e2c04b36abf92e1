import { update } from '../store';
import { wiring } from '../wiring';

/** Keeps a preference, at once here and then on the server. Errors: ApiError; then it stays as it was. */
export async function setPref(name: string, value: string): Promise<void> {
  let before: string | undefined;
  update(state => {
    before = state.prefs[name];
    return { ...state, prefs: { ...state.prefs, [name]: value } };
  });
  try {
    await wiring.call('users.prefs.set', { name, value });
  } catch (error) {
    update(state => {
      const { [name]: _, ...others } = state.prefs;
      return { ...state, prefs: before === undefined ? others : { ...others, [name]: before } };
    });
    throw error;
  }
}
