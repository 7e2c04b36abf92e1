using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Channels;
using Chat.Sharding;
using Chat.Transfer.Archive;

namespace Chat.Transfer;

/// <summary>
/// Reads a whole archive once, without writing anything: what cannot be imported is refused here, before anybody could see any of it; for the rest it is
/// decided what becomes of it. Memory grows with users, channels and entries, never with messages.
/// </summary>
internal sealed partial class ImportPlanner(
    ExportArchive archive, TeamId team, ImportTeam found, TransferOptions options, long stamp, DateTimeOffset now, Pace pace)
{
    /// <summary>Messages read before the pace is looked at.</summary>
    private const int Stretch = 100;

    private const int MaxChannelName = 80;
    private const int MaxDirectMembers = 9;
    private const int MaxPlaceholders = 200_000;

    private readonly ImportPlan _plan = new() { Stamp = stamp, Latest = Ts.At(now).Micros };
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlaceholderUser> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlannedChannel> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _channelIds = new(StringComparer.Ordinal);

    private ImportReport Report => _plan.Report;

    /// <param name="progress">Told how many entries are read, of how many; answers whether to go on.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ImportPlan> MakeAsync(Func<long, long, Task> progress, CancellationToken stop)
    {
        if (!ChannelMapper.Lists.Any(list => archive.Find(list.File) is not null))
            throw ArchiveException.NotAnExport("The archive is no Slack export: it has no channels.json (nor groups.json, mpims.json, dms.json) at its root.");
        foreach (var file in UserMapper.Lists)
            await TakeUsersAsync(file, stop);
        foreach (var (file, kind) in ChannelMapper.Lists)
            await TakeListAsync(file, kind, stop);
        AssignFiles();
        var mapper = new MessageMapper(team, _plan);
        long done = 0, all = _plan.Channels.Sum(static channel => channel.Files.Count);
        foreach (var channel in _plan.Channels)
        {
            var authors = channel.List is null ? new HashSet<string>(StringComparer.Ordinal) : null;
            foreach (var file in channel.Files)
            {
                await TakeMessagesAsync(channel, file, mapper, authors, stop);
                await progress(++done, all);
            }
            if (authors is not null)
                Settle(channel, authors);
        }
        DropEmpty();
        NamePlaceholders();
        Report.Imported.Channels = _plan.Channels.Count;
        return _plan;
    }

    private async Task TakeUsersAsync(string file, CancellationToken stop)
    {
        await foreach (var (position, json) in ItemsAsync(file, stop))
        {
            if (json is not { } item || UserMapper.Read(item, team, now.ToUnixTimeSeconds()) is not { } user)
            {
                Report.Skip(json is null ? SkipReason.BadText : SkipReason.BadId, file, position);
                continue;
            }
            if (_known.Add(user.Id.Value))
                Take(user);
            else if (file == "users.json")
                Report.Skip(SkipReason.DuplicateId, file, position);
        }
    }

    private void Take(ExportedUser user)
    {
        var id = user.Id.Value;
        Report.Imported.Users++;
        if (found.Users.Contains(id))
        {
            Report.Imported.UsersMatched++;
            return;
        }
        var email = user.Email.ToLowerInvariant();
        if (email.Length > 0 && found.Emails.TryGetValue(email, out var holder))
        {
            if (found.Users.Contains(holder) && !user.User.IsBot)
            {
                _plan.Users[id] = holder;
                Report.Imported.UsersMatched++;
                Report.Conflict(ConflictKind.UserMatched, $"{id} ({user.Name}) has the e-mail of {holder}, who is the author of its messages here");
                return;
            }
            _plan.WithoutEmail.Add(id);
            Report.Conflict(ConflictKind.EmailTaken, $"{id} ({user.Name}) has the same e-mail as {holder} and is imported without it");
        }
        else if (email.Length > 0)
        {
            found.Emails.Add(email, id);
        }
        var name = UserMapper.Free(user.Name, taken => found.UserNames.Contains(taken.ToLowerInvariant()));
        found.UserNames.Add(name.ToLowerInvariant());
        if (name == user.Name)
            return;
        _plan.Names[id] = name;
        Report.Conflict(ConflictKind.UserRenamed, $"{id} ({user.Name}) is named {name} here, as the name is taken");
    }

    private async Task TakeListAsync(string file, ChannelKind kind, CancellationToken stop)
    {
        await foreach (var (position, json) in ItemsAsync(file, stop))
        {
            if (json is not { } item || ChannelMapper.Read(item) is not { } channel)
                Report.Skip(json is null ? SkipReason.BadText : SkipReason.BadId, file, position);
            else if (!_channelIds.Add(channel.Id.Value))
                Report.Skip(SkipReason.DuplicateId, file, position);
            else
                Take(channel, file, kind);
        }
    }

    private void Take(ExportedChannel channel, string file, ChannelKind kind)
    {
        var id = channel.Id.Value;
        foreach (var member in channel.Members)
            Mention(member, default);
        var planned = new PlannedChannel { Id = id, Kind = kind, List = file, IsNew = !found.Channels.Contains(id), Pins = [.. channel.Pins.Select(static p => p.Micros)] };
        _plan.Channels.Add(planned);
        var folder = kind == ChannelKind.Im || channel.Name.Length == 0 ? id : channel.Name;
        // Of two with one name the first has the folder: which of them it belongs to is not said.
        if (!_folders.TryAdd(folder, planned))
            Report.Conflict(ConflictKind.ChannelRenamed, $"{id} has the same name ({folder}) as {_folders[folder].Id}, whose messages are those of the folder");
        _folders.TryAdd(id, planned);
        if (kind is ChannelKind.Im or ChannelKind.Mpim)
            SettleDirect(planned, channel.Name, channel.Members);
        else
            Name(planned, channel.Name, channel.IsGeneral);
    }

    /// <summary>A DM is its members; more than a group DM may have make a private channel.</summary>
    private void SettleDirect(PlannedChannel planned, string name, List<string> members)
    {
        planned.Members = [.. ChannelMapper.MembersOf(members, _plan).Select(static m => m.Value)];
        if (members.Count is > 2 and <= MaxDirectMembers)
            planned.Kind = ChannelKind.Mpim;
        if (planned.Kind == ChannelKind.Mpim && members.Count > MaxDirectMembers || members.Count == 0 || planned.Kind == ChannelKind.Im && members.Count > 2)
        {
            planned.Kind = ChannelKind.Private;
            Report.Conflict(
                members.Count == 0 ? ConflictKind.NoMembers : ConflictKind.TooManyMembers, $"{planned.Id} has {members.Count} members and becomes a private channel");
            Name(planned, name, isGeneral: false);
            return;
        }
        planned.Name = planned.Kind == ChannelKind.Mpim ? name : "";
        if (!planned.IsNew || found.DirectMembers.Add(Convert.ToHexString(ChannelRows.MemberKey(planned.Members.Select(static m => new UserId(m))))))
            return;
        planned.IsSecond = true;
        Report.Conflict(ConflictKind.SameMembers, $"{planned.Id} has the same members as another conversation; both are kept");
    }

    private void Name(PlannedChannel planned, string given, bool isGeneral)
    {
        var name = given.Length is > 0 and <= MaxChannelName ? given : given.Length == 0 ? planned.Id.ToLowerInvariant() : given[..MaxChannelName];
        planned.Name = name;
        if (!planned.IsNew)
            return;
        planned.Replaces = ReplacedBy(planned, name, isGeneral);
        if (isGeneral && found.General is null || planned.Replaces is not null && planned.Replaces == found.General)
        {
            planned.IsGeneral = true;
            found.General = planned.Id;
        }
        foreach (var freed in found.ChannelNames.Where(channel => channel.Value.Id == planned.Replaces).Select(static channel => channel.Key).ToArray())
            found.ChannelNames.Remove(freed);
        planned.Name = UserMapper.Free(name, taken => found.ChannelNames.ContainsKey(taken.ToLowerInvariant()));
        if (planned.Replaces is { } replaced)
            Report.Conflict(ConflictKind.ChannelReplaced, $"{planned.Id} ({name}) takes the place of {replaced}, in which nothing was said");
        found.ChannelNames[planned.Name.ToLowerInvariant()] = (planned.Id, false);
        if (planned.Name == given)
            return;
        planned.FormerName = given.Length > 0 ? given : null;
        Report.Conflict(ConflictKind.ChannelRenamed, $"{planned.Id} ({given}) is named {planned.Name} here, as the name is taken or not possible");
    }

    /// <summary>
    /// The channel of the team that gives way: #general to the export's, another one to its namesake, if nothing was ever said in it. So the channels
    /// that every new team has do not keep an export's from their names.
    /// </summary>
    private string? ReplacedBy(PlannedChannel planned, string name, bool isGeneral)
    {
        var isHeld = found.ChannelNames.TryGetValue(name.ToLowerInvariant(), out var holder);
        var replaced = isGeneral ? found.General : isHeld ? holder.Id : null;
        if (replaced is null || !IsSilent(replaced))
            return null;
        // #general is everybody's.
        return replaced == found.General && planned.Kind != ChannelKind.Public ? null : replaced;
    }

    private bool IsSilent(string id) => found.ChannelNames.Values.Any(channel => channel.Id == id && channel.IsSilent);

    private void AssignFiles()
    {
        foreach (var entry in archive.Entries)
        {
            var parts = entry.Path.Split('/');
            if (parts is not [var folder, var file] || !DayFile().IsMatch(file))
            {
                if (!UserMapper.Lists.Contains(entry.Path) && !ChannelMapper.Lists.Any(list => list.File == entry.Path))
                    Report.Ignore(entry.Path);
                continue;
            }
            if (!_folders.TryGetValue(folder, out var channel))
                _folders.Add(folder, channel = WithoutEntry(folder));
            channel.Files.Add(entry.Path);
        }
        foreach (var channel in _plan.Channels)
        {
            channel.Files.Sort(StringComparer.Ordinal);
            if (channel.Files.Count == 0)
                Report.Conflict(ConflictKind.ChannelWithoutFolder, $"{channel.Id} ({channel.Name}) has no messages in the archive");
        }
    }

    /// <summary>Who may read a folder that no list names is not said: those who wrote in it.</summary>
    private PlannedChannel WithoutEntry(string folder)
    {
        var isId = ChannelId.TryParse(folder, out var named) && _channelIds.Add(folder);
        var id = isId ? named.Value : $"C{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..10]}";
        var channel = new PlannedChannel { Id = id, Kind = isId && id[0] == 'D' ? ChannelKind.Im : ChannelKind.Private, Name = folder, IsNew = !found.Channels.Contains(id) };
        _plan.Channels.Add(channel);
        Report.Conflict(ConflictKind.ChannelWithoutEntry, $"the folder {folder} stands in no list; its messages are in {id}, whose members are those who wrote them");
        return channel;
    }

    private void Settle(PlannedChannel channel, HashSet<string> authors)
    {
        channel.Members = [.. ChannelMapper.MembersOf(authors, _plan).Select(static m => m.Value)];
        if (channel.Kind == ChannelKind.Im)
            SettleDirect(channel, channel.Name, channel.Members);
        else
            Name(channel, channel.Name, isGeneral: false);
    }

    private async Task TakeMessagesAsync(PlannedChannel channel, string file, MessageMapper mapper, HashSet<string>? authors, CancellationToken stop)
    {
        var seen = new HashSet<long>();
        await foreach (var (position, json) in ItemsAsync(file, stop))
        {
            var refusal = mapper.Refusal(json, out var ts) ?? (seen.Add(ts.Micros) ? null : SkipReason.DuplicateTs);
            if (refusal is not null)
            {
                Report.Skip(refusal, file, position);
                continue;
            }
            Count(channel, json!.Value, ts, file, position);
            foreach (var person in MessageMapper.PeopleOf(json.Value))
                Mention(person, json.Value);
            if (authors is not null && MessageMapper.PeopleOf(json.Value).FirstOrDefault() is { } author)
                authors.Add(author);
            if (_plan.Messages % Stretch == 0)
                await pace.AfterAsync(Stretch, stop);
        }
    }

    private void Count(PlannedChannel channel, JsonElement message, Ts ts, string file, int position)
    {
        var counts = Report.Imported;
        var subtype = MessageMapper.Text(message, "subtype") is { Length: > 0 } named ? named : "message";
        counts.Subtypes[subtype] = counts.Subtypes.GetValueOrDefault(subtype) + 1;
        var isReply = Ts.TryParse(MessageMapper.Text(message, "thread_ts"), out var thread) && thread != ts;
        channel.HasReplies |= isReply;
        channel.LastTs = Math.Max(channel.LastTs, ts.Micros);
        _plan.Messages++;
        if (isReply)
            counts.Replies++;
        else
            counts.Messages++;
        if (!message.TryGetProperty("reactions", out var reactions))
            return;
        long given = 0;
        foreach (var _ in MessageMapper.GivenReactions(message))
            given++;
        counts.Reactions += given;
        var claimed = ClaimedReactions(reactions);
        if (claimed is null)
            Report.Skip(SkipReason.BadReaction, file, position);
        else if (claimed > given)
            Report.Conflict(ConflictKind.ReactionCount, $"{file} at {position}: {claimed} reactions are counted and {given} have a user");
    }

    /// <summary>How many reactions are counted; null: the list is none of reactions.</summary>
    private static long? ClaimedReactions(JsonElement reactions)
    {
        if (reactions.ValueKind != JsonValueKind.Array)
            return null;
        long sum = 0;
        foreach (var reaction in reactions.EnumerateArray())
        {
            if (reaction.ValueKind != JsonValueKind.Object)
                return null;
            if (reaction.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number))
                sum += number;
        }
        return sum;
    }

    /// <summary>Somebody of whom there must be a user.</summary>
    private void Mention(string id, JsonElement message)
    {
        if (_known.Contains(id) || found.Users.Contains(id) || _unknown.Count >= MaxPlaceholders)
            return;
        // Of what a message tells of its author; a list and a reaction tell nothing.
        var isAuthor = message.ValueKind == JsonValueKind.Object && MessageMapper.Text(message, "user") == id;
        if (isAuthor && (!_unknown.TryGetValue(id, out var before) || before.RealName == id))
            _unknown[id] = UserMapper.Placeholder(id, message);
        else
            _unknown.TryAdd(id, new PlaceholderUser(id, id.ToLowerInvariant(), id, ""));
    }

    /// <summary>A folder without an entry and without a message would be a channel of nobody.</summary>
    private void DropEmpty() => _plan.Channels.RemoveAll(static channel => channel.List is null && channel.LastTs == 0);

    private void NamePlaceholders()
    {
        foreach (var user in _unknown.Values.OrderBy(static user => user.Id, StringComparer.Ordinal))
        {
            var name = UserMapper.Free(user.Name, taken => found.UserNames.Contains(taken.ToLowerInvariant()));
            found.UserNames.Add(name.ToLowerInvariant());
            _plan.Placeholders.Add(user with { Name = name });
            Report.Imported.UsersPlaceholder++;
            Report.Conflict(ConflictKind.UserUnknown, $"{user.Id} is not in users.json and is named {name} here");
        }
    }

    private async IAsyncEnumerable<(int Position, JsonElement? Item)> ItemsAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        if (archive.Find(file) is not { } entry)
            yield break;
        await using var stream = await ExportArchive.OpenAsync(entry, stop);
        await foreach (var item in JsonItems.ReadAsync(stream, file, options.MaxItemBytes, stop))
            yield return item;
    }

    /// <summary>The stamp of an import's rows: the time of its upload and its job, negative.</summary>
    public static long StampOf(JobId job, long createdMilliseconds)
    {
        var hash = System.IO.Hashing.Crc32.HashToUInt32(Encoding.ASCII.GetBytes(job.ToString()));
        return -(createdMilliseconds * 1_000 + hash % 1_000);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}\.json$", RegexOptions.CultureInvariant)]
    private static partial Regex DayFile();
}
