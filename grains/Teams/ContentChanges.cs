using Chat.Sharding;

namespace Chat.Teams;

/// <summary>Which writes change what every member of a team is shown alike. Pure.</summary>
internal static class ContentChanges
{
    /// <summary>The versions after <paramref name="rows"/> became durable at <paramref name="at"/>.</summary>
    public static ContentVersions After(ContentVersions versions, Position at, IReadOnlyList<RowWrite> rows)
    {
        foreach (var row in rows)
        {
            if (row is UserPut)
                versions = versions with { Users = at };
            else if (IsOfChannels(row))
                versions = versions with { Channels = at };
        }
        return versions;
    }

    /// <summary>Memberships, too, since a channel tells how many are in it. Ids of DMs begin with D or G, and nobody else is shown them.</summary>
    private static bool IsOfChannels(RowWrite row) => row switch
    {
        ChannelPut put => !put.Channel.IsDirect,
        MemberPut put => put.Channel.Value[0] == 'C',
        MemberDelete delete => delete.Channel.Value[0] == 'C',
        _ => false,
    };
}
