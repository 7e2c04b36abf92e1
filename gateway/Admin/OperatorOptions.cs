using System.ComponentModel.DataAnnotations;

namespace Chat.Admin;

/// <summary>The operator of the installation, section <c>Chat:Operator</c>.</summary>
public sealed class OperatorOptions
{
    public const string Section = "Chat:Operator";

    /// <summary>Opens /admin for all teams. Null: nobody may, except each team's admins for their own team.</summary>
    [MinLength(8, ErrorMessage = "Chat:Operator:Key must have at least 8 characters; a random one of 32 is better.")]
    public string? Key { get; set; }
}
