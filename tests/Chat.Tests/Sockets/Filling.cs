using Chat.Sockets;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>Makes readers that lag: what the kernel takes into its own buffers is not pending, and how much that is changes with the machine's load.</summary>
internal static class Filling
{
    /// <summary>A frame of a kilobyte.</summary>
    public static readonly byte[] Kilobyte = ServerFrame.Text(new byte[1020]);

    /// <summary>Sends until this many bytes are pending and answers how many frames it took.</summary>
    public static int Fill(SocketConnection connection, int bytes)
    {
        var sent = 0;
        for (; connection.PendingBytes < bytes; sent++)
        {
            Assert.True(sent < 200_000, "The network takes everything.");
            Assert.True(connection.Send(Kilobyte, ephemeral: false));
        }
        return sent;
    }

    /// <summary>As <see cref="Fill"/>, until the network has taken nothing for a while: then it is full, not merely slow.</summary>
    public static async Task FillForGood(SocketConnection connection, int bytes)
    {
        int pending;
        do
        {
            Fill(connection, bytes);
            pending = connection.PendingBytes;
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
        while (connection.PendingBytes != pending);
    }
}
