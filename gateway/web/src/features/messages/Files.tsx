import type { MessageFile } from '../../protocol';
import { formatBytes, t } from '../../text';
import { Icon } from '../../ui';
import { webAddress } from './addresses';
import { filesIn } from './foreign';

/** Files that an import named, as far as they are known: their content stayed where it was. */
export function Files({ files }: { files: unknown }) {
  return (
    <ul class="messages-files">
      {filesIn(files).slice(0, 20).map((file, index) => (
        <li key={file.id ?? index}>
          <File file={file} />
        </li>
      ))}
    </ul>
  );
}

function File({ file }: { file: MessageFile }) {
  const name = file.title || file.name || t('messages.file');
  const address = webAddress(file.permalink ?? file.url_private);
  const details = [file.mimetype, file.size ? formatBytes(file.size) : undefined].filter(Boolean).join(' · ');
  return (
    <div class="messages-file">
      <Icon name="file" />
      <div class="messages-file-text">
        {address ? (
          <a href={address} target="_blank" rel="noopener noreferrer nofollow">
            {name}
          </a>
        ) : (
          <span>{name}</span>
        )}
        {details && <span class="messages-file-details">{details}</span>}
      </div>
    </div>
  );
}
