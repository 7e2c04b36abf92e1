import { Announcer, Confirmations, Toasts } from '../../ui';
import '../../theme';
import { Boundary } from './Boundary';
import { Pages } from './Pages';

/** The whole page. */
export function App() {
  return (
    <>
      <Boundary>
        <Pages />
      </Boundary>
      <Toasts />
      <Confirmations />
      <Announcer />
    </>
  );
}
