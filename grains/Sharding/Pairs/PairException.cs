namespace Chat.Sharding.Pairs;

/// <summary>A step was refused or did not come to its end; the message says why and what to do. What was begun was undone, or may be begun again.</summary>
internal sealed class PairException(string message) : Exception(message);
