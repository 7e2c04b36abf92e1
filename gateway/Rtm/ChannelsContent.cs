using System.Buffers;
using System.Text.Json;
using Chat.Channels;
using Chat.Json;

namespace Chat.Rtm;

/// <summary>A team's public channels as one sees them who is in none of them, encoded once.</summary>
internal sealed class ChannelsContent : ITeamContent
{
    /// <summary>What an entry of the list costs beside its bytes, roughly.</summary>
    private const int Overhead = 64;

    private readonly ReadOnlyMemory<byte> _objects;
    private readonly (ChannelId Id, int Start, int End)[] _places;

    private ChannelsContent(ReadOnlyMemory<byte> objects, (ChannelId, int, int)[] places) => (_objects, _places) = (objects, places);

    public long Bytes => _objects.Length + _places.Length * Overhead;

    public static ChannelsContent Of(ChannelView[] channels)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(256, channels.Length * 1024));
        var places = new (ChannelId, int, int)[channels.Length];
        using var json = new Utf8JsonWriter(buffer, WireJson.Options);
        for (var i = 0; i < channels.Length; i++)
        {
            if (i > 0)
                buffer.Write(","u8);
            var start = buffer.WrittenCount;
            channels[i].WriteTo(json, default);
            json.Flush();
            json.Reset();
            places[i] = (channels[i].Channel.Id, start, buffer.WrittenCount);
        }
        return new ChannelsContent(buffer.WrittenSpan.ToArray(), places);
    }

    /// <summary>The channels that are not among <paramref name="own"/>: runs of JSON objects with commas between them.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Except(HashSet<ChannelId> own)
    {
        for (var first = 0; first < _places.Length; first++)
        {
            if (own.Contains(_places[first].Id))
                continue;
            var last = first;
            while (last + 1 < _places.Length && !own.Contains(_places[last + 1].Id))
                last++;
            yield return _objects[_places[first].Start.._places[last].End];
            first = last;
        }
    }
}
