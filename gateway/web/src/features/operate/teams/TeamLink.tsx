import { pathTo } from '../../../router';

/** A team by its id, which is all that moves and jobs tell. */
export function TeamLink({ id }: { id: string }) {
  return (
    <a href={pathTo.operate(`teams/${id}`)}>
      <code>{id}</code>
    </a>
  );
}
