namespace Chat.Sockets;

/// <summary>Why a client's frame was refused. Each has its standard close code.</summary>
public enum SocketFault
{
    /// <summary>RFC 6455 was violated: <see cref="CloseCodes.ProtocolError"/>.</summary>
    Protocol,

    /// <summary>A binary message: <see cref="CloseCodes.UnsupportedData"/>.</summary>
    Binary,

    /// <summary>Text that is not UTF-8: <see cref="CloseCodes.InvalidPayload"/>.</summary>
    InvalidUtf8,

    /// <summary>Longer than <see cref="SocketOptions.MaxMessageBytes"/>: <see cref="CloseCodes.MessageTooBig"/>.</summary>
    MessageTooLarge,
}
