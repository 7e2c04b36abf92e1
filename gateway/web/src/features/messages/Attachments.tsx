import { AttachmentView } from './AttachmentView';
import { attachmentsIn } from './foreign';

/** As many as are drawn: a bot may give a hundred. */
const Shown = 20;

/** Previews of a message's links, and what a bot attached. */
export function Attachments({ attachments }: { attachments: unknown }) {
  return (
    <div class="messages-attachments">
      {attachmentsIn(attachments).slice(0, Shown).map((attachment, index) => (
        <AttachmentView key={attachment.id ?? index} attachment={attachment} />
      ))}
    </div>
  );
}
