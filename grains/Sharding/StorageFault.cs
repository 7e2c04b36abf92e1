namespace Chat.Sharding;

/// <summary>What a failed statement means for what to do next.</summary>
internal enum StorageFault
{
    /// <summary>A primary or unique key is taken.</summary>
    DuplicateKey,

    /// <summary>Lost connection, time-out, deadlock, server going down or read-only: the same statement may succeed later.</summary>
    Transient,

    /// <summary>The statement will never succeed: its data or its text is wrong.</summary>
    Refused,
}
